"""Download one large file, checked by its digest: a URL and a SHA-256 in, a file out.

A partial download is kept and resumed by the next call. A failed request is not repeated; only a
connection that delivered bytes before it broke is resumed (RFC 9110 §14, Range).
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from vsl.basics.files import file_sha256, free_bytes
from vsl.errors import DiskFull
from vsl.progress import Progress

ANSWER_S = 8.0  # without a response, or a byte, the download fails
_LEAST_BYTES = 4096  # in that time; at less a small model would take days
_BLOCK_BYTES = 1 << 18
_POLL_S = 0.2
_RANGE_UNSATISFIABLE = 416


def open_url(asked: Request, *, timeout_s: float) -> HTTPResponse:
    """Return the server's response to ``asked``, its body not yet read.

    The request runs in a thread that can be abandoned, since look-ups of host names have no
    time-out.

    Raises:
        OSError: there is no response within ``timeout_s``, or it is a refusal (``HTTPError``).
    """
    answers: SimpleQueue[HTTPResponse | OSError | HTTPException] = SimpleQueue()
    Thread(target=_ask, args=(asked, timeout_s, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=timeout_s + _POLL_S)
    except Empty:
        raise TimeoutError(f"no answer within {timeout_s:.0f} s") from None
    if isinstance(answer, HTTPResponse):
        return answer
    if isinstance(answer, HTTPError):
        answer.close()
    raise answer


def _ask(asked: Request, timeout_s: float, answers: SimpleQueue[Any]) -> None:
    try:
        answers.put(urlopen(asked, timeout=timeout_s))
    except (OSError, HTTPException) as error:
        answers.put(error)


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
    while not _fetch_rest(url, part, progress):
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
    if isinstance(error, HTTPError):
        return f"its server answers {error.code}"
    if isinstance(error, URLError) and isinstance(error.reason, Exception):
        return why_not(error.reason)
    reason = error.strerror if isinstance(error, OSError) else None
    return reason or str(error) or type(error).__name__


def _fetch_rest(url: str, part: Path, progress: Progress) -> bool:
    """Append the rest of the file to ``part``; return False if the connection broke."""
    start = _size(part)
    request = Request(url, headers={"Range": f"bytes={start}-"} if start else {})
    try:
        answer = open_url(request, timeout_s=ANSWER_S)
    except HTTPError as error:
        if error.code == _RANGE_UNSATISFIABLE and start:
            return True  # nothing is missing; the digest is checked later
        raise
    with answer:
        if answer.status != 206:  # the server ignores Range and sends the whole file
            start = 0
        total = start + int(answer.headers.get("Content-Length") or 0)
        _check_room(part, total - start)
        with part.open("ab") as file:
            file.truncate(start)
            try:
                for size in _copy(answer, file):
                    progress(size / total if total else 0.0)
            except ConnectionError:
                return False
    return not total or _size(part) >= total


def _copy(answer: HTTPResponse, file: IO[bytes]) -> Iterator[int]:
    """Copy ``answer`` to ``file``; yield the file's size after each block."""
    since, counted = time.monotonic(), 0
    while block := answer.read1(_BLOCK_BYTES):
        file.write(block)
        counted += len(block)
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
