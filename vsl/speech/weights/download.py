"""One large file off the network: whole and checked, or not at all; what came stays for next time.

An address and a SHA-256 flow in, a file flows out. A server is asked once; only a connection that
brought something before it broke is taken up again, where it broke (RFC 9110 §14, Range).
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

ANSWER_S = 8.0  # no answer, or no byte, for so long: nothing will come
_LEAST_BYTES = 4096  # in that time; less is a line that would take days for a small model
_BLOCK_BYTES = 1 << 18
_POLL_S = 0.2
_RANGE_UNSATISFIABLE = 416


def open_url(asked: Request, *, timeout_s: float) -> HTTPResponse:
    """The server's answer to ``asked``, its body still to be read.

    Looking up a host's name knows no time-out, so a thread does the asking and can be left behind.

    Raises:
        OSError: there is none within ``timeout_s``, or it is a refusal (``HTTPError``).
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
    """A block that one process at a time is in; the others wait, and may be stopped meanwhile."""
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
    """Put the file at ``url`` under ``target``, if its content is the one with this digest.

    What has come lies in a ``.part`` file beside the target, from which the next call goes on. The
    caller sees to it that one process at a time does this.

    Raises:
        OSError: it can't be had; the message says why.
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
    """A few words for people: why the network gave nothing."""
    if isinstance(error, HTTPError):
        return f"its server answers {error.code}"
    if isinstance(error, URLError) and isinstance(error.reason, Exception):
        return why_not(error.reason)
    reason = error.strerror if isinstance(error, OSError) else None
    return reason or str(error) or type(error).__name__


def _fetch_rest(url: str, part: Path, progress: Progress) -> bool:
    """Add to ``part`` what the server gives; False if the connection broke before the end."""
    start = _size(part)
    asked = Request(url, headers={"Range": f"bytes={start}-"} if start else {})
    try:
        answer = open_url(asked, timeout_s=ANSWER_S)
    except HTTPError as error:
        if error.code == _RANGE_UNSATISFIABLE and start:
            return True  # nothing is missing; the digest tells whether it is the file
        raise
    with answer:
        if answer.status != 206:  # the server sends the whole file, whatever is here
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
    """The size of ``file`` after each block of ``answer`` that went into it."""
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
