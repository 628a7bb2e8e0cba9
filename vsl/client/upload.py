"""Upload a recording in pieces, resuming where the connection broke (tus 1.0).

Source: https://tus.io/protocols/resumable-upload (version 1.0.0)
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from vsl.client.transport import RETRYABLE_STATUS, HttpRequest, HttpTransport, Refused, Unreachable

_TUS = {"Tus-Resumable": "1.0.0"}
_PIECE_BYTES = 8 << 20  # sent again after a break, and held in memory
_RESUMABLE_STATUS = (409, *RETRYABLE_STATUS)  # resume from the server's offset
_PAUSE_S = 0.5


def begin(transport: HttpTransport, recording: Path) -> str:
    """Return the id of a new upload for that file."""
    name = b64encode(recording.name.encode()).decode()
    headers = {
        **_TUS,
        "Upload-Length": str(recording.stat().st_size),
        "Upload-Metadata": f"filename {name}",
    }
    with transport.ask(HttpRequest("POST", "/api/uploads", headers=headers)) as answer:
        return str(answer.headers["Location"]).rpartition("/")[2]


def send(
    transport: HttpTransport, recording: Path, upload: str, sent: Callable[[int, int], object]
) -> None:
    """Send the bytes that the server does not have yet.

    Args:
        sent: called with the bytes received by the server and the bytes in all.
    Raises:
        Refused: it is no recording, or too large.
        Unreachable: no more bytes arrive.
    """
    path, size = f"/api/uploads/{upload}", recording.stat().st_size
    offset, progress_at = _offset(transport, path), time.monotonic()
    with recording.open("rb") as file:
        while offset < size:
            sent(offset, size)
            file.seek(offset)
            error = _send_piece(transport, path, offset, file.read(_PIECE_BYTES))
            before, offset = offset, offset + _PIECE_BYTES
            if error:
                time.sleep(_PAUSE_S)
                offset = _offset(transport, path)
                if offset > before:
                    progress_at = time.monotonic()
                elif time.monotonic() - progress_at > transport.patience_s:
                    raise error
            else:
                progress_at = time.monotonic()
    sent(size, size)


def _send_piece(
    transport: HttpTransport, path: str, offset: int, piece: bytes
) -> Refused | Unreachable | None:
    """Return None once the server has the piece, else the error after which to resume."""
    headers = {
        **_TUS,
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }
    try:
        transport.try_once(HttpRequest("PATCH", path, piece, headers)).close()
    except Unreachable as error:
        return error
    except Refused as error:
        if error.status_code not in _RESUMABLE_STATUS:
            raise
        return error
    return None


def _offset(transport: HttpTransport, path: str) -> int:
    with transport.ask(HttpRequest("HEAD", path, headers=_TUS)) as answer:
        return int(answer.headers["Upload-Offset"])
