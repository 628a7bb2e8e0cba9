"""A recording on its way, in pieces that go on where they stopped (tus 1.0).

Source: https://tus.io/protocols/resumable-upload (version 1.0.0)
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from vsl.client.transport import HttpRequest, HttpTransport, Refused, Unreachable

_TUS = {"Tus-Resumable": "1.0.0"}
_PIECE_BYTES = 8 << 20  # what a broken line may cost, and what is held in memory
_GO_ON = (409, 423, 429, 460, 502, 503, 504)  # ask the server where it stands
_PAUSE_S = 0.5


def begin(line: HttpTransport, recording: Path) -> str:
    """The id of a new upload for that file."""
    name = b64encode(recording.name.encode()).decode()
    about = {
        **_TUS,
        "Upload-Length": str(recording.stat().st_size),
        "Upload-Metadata": f"filename {name}",
    }
    with line.ask(HttpRequest("POST", "/api/uploads", headers=about)) as answer:
        return str(answer.headers["Location"]).rpartition("/")[2]


def send(
    line: HttpTransport, recording: Path, upload: str, sent: Callable[[int, int], object]
) -> None:
    """Send what the server does not have yet.

    Args:
        sent: hears how many bytes the server has, of how many.
    Raises:
        Refused: it is no recording, or too large.
        Unreachable: nothing more arrives.
    """
    path, size = f"/api/uploads/{upload}", recording.stat().st_size
    offset, moved_at = _offset(line, path), time.monotonic()
    with recording.open("rb") as file:
        while offset < size:
            sent(offset, size)
            file.seek(offset)
            trouble = _send_piece(line, path, offset, file.read(_PIECE_BYTES))
            before, offset = offset, offset + _PIECE_BYTES
            if trouble:
                time.sleep(_PAUSE_S)
                offset = _offset(line, path)
                if offset > before:
                    moved_at = time.monotonic()
                elif time.monotonic() - moved_at > line.patience_s:
                    raise trouble
            else:
                moved_at = time.monotonic()
    sent(size, size)


def _send_piece(
    line: HttpTransport, path: str, offset: int, piece: bytes
) -> Refused | Unreachable | None:
    """Nothing once the server has the piece, else why it may not have."""
    head = {
        **_TUS,
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }
    try:
        line.try_once(HttpRequest("PATCH", path, piece, head)).close()
    except Unreachable as error:
        return error
    except Refused as error:
        if error.status_code not in _GO_ON:
            raise
        return error
    return None


def _offset(line: HttpTransport, path: str) -> int:
    with line.ask(HttpRequest("HEAD", path, headers=_TUS)) as answer:
        return int(answer.headers["Upload-Offset"])
