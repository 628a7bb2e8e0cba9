"""A file of the studio's onto this disk, in as many goes as the line needs."""

from __future__ import annotations

import time
from http.client import HTTPException, HTTPResponse
from typing import BinaryIO

from vsl.client.transport import HttpTransport, Unreachable, get

_BLOCK_BYTES = 1 << 20
_PAUSE_S = 0.5


def fetch(line: HttpTransport, path: str, file: BinaryIO) -> None:
    """Write what lies at ``path`` into ``file``, which is empty.

    Raises:
        Refused: there is no such file.
        Unreachable: nothing more arrives.
    """
    tag, whole, moved_at = "", False, time.monotonic()
    while not whole:
        before = file.tell()
        span = {"Range": f"bytes={before}-", "If-Range": tag} if before and tag else {}
        with line.ask(get(path, **span)) as answer:
            if answer.status != 206:
                file.seek(0)
                file.truncate()
            tag = answer.headers["ETag"] or ""
            whole = _copy_answer(answer, file)
        if file.tell() > before:
            moved_at = time.monotonic()
        elif not whole and time.monotonic() - moved_at > line.patience_s:
            raise Unreachable(f"{line.url} breaks off while {path} is read.")
        if not whole:
            time.sleep(_PAUSE_S)


def _copy_answer(answer: HTTPResponse, file: BinaryIO) -> bool:
    """Whether all of the answer came."""
    end = file.tell() + int(answer.headers["Content-Length"])
    try:
        while block := answer.read(_BLOCK_BYTES):
            file.write(block)
    except HTTPException:
        return False
    except OSError as error:
        if error.errno is None or isinstance(error, (ConnectionError, TimeoutError)):
            return False
        raise  # of this disk
    return file.tell() == end
