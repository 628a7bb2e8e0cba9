"""Stored files as answers, whole or in the ranges that players and resumed downloads ask for."""

from __future__ import annotations

from typing import BinaryIO

from flask import Response, request, send_file


def send_stored(
    stored: tuple[BinaryIO, int], mimetype: str, *, etag: str, save_as: str | None = None
) -> Response:
    """A file and its size as an answer; with ``save_as`` browsers keep it under that name.

    It came from a user or was made of its words, so it is shown but never run as a page.
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
