"""Stored files as responses, whole or in the ranges that players and resumed downloads request."""

from __future__ import annotations

from typing import BinaryIO

from flask import Response, request, send_file


def send_stored(
    stored: tuple[BinaryIO, int], mimetype: str, *, etag: str, save_as: str | None = None
) -> Response:
    """Return a response with a file of a given size; with ``save_as``, to be saved under that name.

    The file holds a user's content, so browsers may show it but not run it as a page.
    """
    file, size_bytes = stored
    response = send_file(
        file,
        mimetype=mimetype,
        as_attachment=save_as is not None,
        download_name=save_as,
        conditional=False,
        etag=etag,
    )
    response.content_length = size_bytes
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=size_bytes)
    except Exception:  # a range that can't be met
        file.close()
        raise
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
