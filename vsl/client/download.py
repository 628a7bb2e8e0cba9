"""Download a file of the studio, resuming where the connection broke."""

from __future__ import annotations

import time
from http.client import HTTPException, HTTPResponse
from typing import BinaryIO

from vsl.client.transport import HttpTransport, Unreachable, get

_BLOCK_BYTES = 1 << 20
_PAUSE_S = 0.5


def fetch(transport: HttpTransport, path: str, file: BinaryIO) -> None:
    """Write the file at ``path`` into ``file``, which is empty.

    Raises:
        Refused: there is no such file.
        Unreachable: no more data arrives.
    """
    tag, is_complete, progress_at = "", False, time.monotonic()
    while not is_complete:
        start = file.tell()
        range_headers = {"Range": f"bytes={start}-", "If-Range": tag} if start and tag else {}
        with transport.ask(get(path, **range_headers)) as answer:
            if answer.status != 206:
                file.seek(0)
                file.truncate()
            tag = answer.headers["ETag"] or ""
            is_complete = _copy_answer(answer, file)
        if file.tell() > start:
            progress_at = time.monotonic()
        elif not is_complete and time.monotonic() - progress_at > transport.patience_s:
            raise Unreachable(f"{transport.url} breaks off while {path} is read.")
        if not is_complete:
            time.sleep(_PAUSE_S)


def _copy_answer(answer: HTTPResponse, file: BinaryIO) -> bool:
    """Copy the body of ``answer`` into ``file``; return whether all of it arrived."""
    end = file.tell() + int(answer.headers["Content-Length"])
    try:
        while block := answer.read(_BLOCK_BYTES):
            file.write(block)
    except HTTPException:
        return False
    except OSError as error:
        if error.errno is None or isinstance(error, (ConnectionError, TimeoutError)):
            return False
        raise  # an error of this disk
    return file.tell() == end
