"""Download one large file, checked by its digest: a URL and a SHA-256 in, a file out.

A partial download is kept and resumed by the next call. A failed request is not repeated, with two
exceptions: a connection that delivered bytes before it broke is resumed (RFC 9110 §14, Range), and
a server that is busy (429, 503) is asked again after a while.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from vsl.basics.files import file_sha256, free_bytes
from vsl.basics.http_client import open_response
from vsl.basics.http_messages import HttpLimits, HttpRefusal, HttpResponse, OutgoingRequest
from vsl.basics.retry import RetryPlan
from vsl.errors import DiskFull
from vsl.progress import Progress

ANSWER_S = 8.0  # without a response, or a byte, the download fails
PLAN = RetryPlan(tries=3, longest_wait_s=30.0)  # of a busy server
_LEAST_BYTES = 4096  # in that time; at less a small model would take days
_POLL_S = 0.2
_BUSY = (429, 503)
_RANGE_UNSATISFIABLE = 416


def fetch_size(url: str, *, timeout_s: float) -> int | None:
    """Return the size in bytes that the server states for ``url``; None if it states none.

    Raises:
        OSError: there is no response within ``timeout_s``, or it is a refusal (``HttpRefusal``).
    """
    limits = HttpLimits(wait_s=timeout_s, total_s=2 * timeout_s)
    with open_response(OutgoingRequest("HEAD", url), limits, follow_redirects=True) as response:
        response.raise_for_status()
        size = response.headers.get("Content-Length", "")
        return int(size) if size.isdecimal() else None


@contextmanager
def only_one(lock: Path, progress: Progress) -> Iterator[None]:
    """Run the block in one process at a time; ``progress`` can stop those that wait."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                progress(0.0)
                time.sleep(_POLL_S)
        yield


def download(url: str, target: Path, sha256: str, progress: Progress) -> None:
    """Download the file at ``url`` to ``target``, if its content has this digest.

    A partial download stays in a ``.part`` file beside the target, and the next call resumes it.
    Only one process at a time may call this for a target.

    Raises:
        OSError: the download failed; the message says why.
        DiskFull: there is no room for it.
    """
    part = target.with_name(f"{target.name}.part")
    best = _size(part)
    while not _fetch_patiently(url, part, progress):
        if _size(part) <= best:
            raise ConnectionError(f"the connection broke after {_size(part) >> 20} MB")
        best = _size(part)
    if file_sha256(part) != sha256:
        part.unlink()
        raise OSError("what came is not the published file; it was deleted")
    part.replace(target)
    progress(1.0)


def why_not(error: Exception) -> str:
    """Return a short reason why a download failed, for messages."""
    reason = error.strerror if isinstance(error, OSError) else None
    return reason or str(error) or type(error).__name__


def _fetch_patiently(url: str, part: Path, progress: Progress) -> bool:
    """Call ``_fetch_rest``, again after a while if the server is busy."""
    tries_made = 0
    while True:
        try:
            return _fetch_rest(url, part, progress)
        except HttpRefusal as refusal:
            tries_made += 1
            wait_s = PLAN.wait_s(tries_made, refusal.retry_after)
            if refusal.status not in _BUSY or wait_s is None:
                raise
        _wait(wait_s, progress)


def _wait(wait_s: float, progress: Progress) -> None:
    """Wait; ``progress`` can stop it."""
    until = time.monotonic() + wait_s
    while (left := until - time.monotonic()) > 0:
        progress(0.0)
        time.sleep(min(_POLL_S, left))


def _fetch_rest(url: str, part: Path, progress: Progress) -> bool:
    """Append the rest of the file to ``part``; return False if the connection broke."""
    start = _size(part)
    request = OutgoingRequest("GET", url, {"Range": f"bytes={start}-"} if start else {})
    limits = HttpLimits(wait_s=ANSWER_S)
    with open_response(request, limits, follow_redirects=True) as response:
        if response.status == _RANGE_UNSATISFIABLE and start:
            return True  # nothing is missing; the digest is checked later
        response.raise_for_status()
        if response.status != 206:  # the server ignores Range and sends the whole file
            start = 0
        total = start + int(response.headers.get("Content-Length") or 0)
        _check_room(part, total - start)
        with part.open("ab") as file:
            file.truncate(start)
            try:
                for size in _copy(response, file):
                    progress(size / total if total else 0.0)
            except ConnectionError:
                return False
    return not total or _size(part) >= total


def _copy(response: HttpResponse, file: IO[bytes]) -> Iterator[int]:
    """Copy the body to ``file``; yield the file's size after each piece."""
    since, counted = time.monotonic(), 0
    for piece in response.pieces:
        file.write(piece)
        counted += len(piece)
        yield file.tell()
        if time.monotonic() - since > ANSWER_S:
            if counted < _LEAST_BYTES:
                raise TimeoutError(f"only {counted} bytes came in {ANSWER_S:.0f} s")
            since, counted = time.monotonic(), 0


def _check_room(part: Path, missing: int) -> None:
    if missing > free_bytes(part.parent):
        raise DiskFull(f"{(missing >> 20) + 1} MB are missing in {part.parent}; make room there.")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
