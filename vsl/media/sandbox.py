"""Run the child program on one recording and watch it.

The child gets two open files and no path: it reads the recording, writes the result, and can open
nothing else (``jail.lock``). Every failure of the child becomes one clear error here.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from vsl.basics.child_protocol import CHILD_ENVIRON, read_error
from vsl.basics.child_slots import child_slot
from vsl.basics.jail import Allowance, landlock_abi
from vsl.errors import BadInput, ToolFailed, VslError

_POLL_S = 0.1
_STALLED_S = 60.0
_LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class Protection:
    """How far this machine confines decoders of users' files."""

    limits: bool  # time, memory, file size, and no free descriptor
    landlock_abi: int  # 0: the kernel has no Landlock

    @property
    def is_complete(self) -> bool:
        """Whether injected code is kept from files and the network as well."""
        return self.landlock_abi >= 4  # the first with rules for TCP


@dataclass(frozen=True, slots=True)
class ChildRequest:
    """One task for the child."""

    task: str
    options: Mapping[str, Any] = field(default_factory=dict)
    allowance: Allowance = field(default_factory=Allowance)

    def as_json(self) -> str:
        """Return the request as the child's only argument."""
        return json.dumps({**asdict(self), "parent": os.getpid()})


def protection() -> Protection:
    """Return the confinement of decoders on this machine, for the health report."""
    return Protection(limits=True, landlock_abi=landlock_abi())


def run(
    request: ChildRequest, source: Path, target: Path, *, report: Callable[[float], object]
) -> None:
    """Run a child that reads ``source`` and writes its result to ``target``.

    Args:
        report: called with the share that is done, about ten times a second; an error it raises,
            such as Cancelled, kills the child.
    Raises:
        BadInput, TooLarge: the child refused the recording.
        ToolFailed: the child could not run, whatever the recording.
        Busy: too many such children run already.
    """
    with (
        source.open("rb") as recording,
        target.open("w+b") as result,
        child_slot(),
        _start_child(request, recording, result) as child,
    ):
        last_line = _watch(child, (recording.fileno(), result.fileno()), report)
        code = child.wait(_STALLED_S)
    if code != 0:
        raise error_of(code, last_line)


@contextmanager
def _start_child(
    request: ChildRequest, recording: IO[bytes], result: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """Yield the running child; it is killed when the block ends."""
    child = subprocess.Popen(
        [sys.executable, "-s", "-P", "-m", "vsl.media.child", request.as_json()],
        stdin=recording,
        stdout=result,
        stderr=subprocess.PIPE,
        cwd="/",
        env=CHILD_ENVIRON,
    )
    with child:
        try:
            yield child
        except subprocess.TimeoutExpired as error:
            raise _stall_error() from error
        finally:
            child.kill()


def _watch(
    child: subprocess.Popen[bytes], files: tuple[int, int], report: Callable[[float], object]
) -> str:
    """Return the last line on the child's standard error that is not a progress report."""
    assert child.stderr is not None
    buffered, last_line, done = b"", "", 0.0
    last_offsets, moved_at = None, time.monotonic()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stderr, selectors.EVENT_READ)
        while True:
            if selector.select(_POLL_S):
                chunk = os.read(child.stderr.fileno(), _LONGEST_LINE)
                if not chunk:
                    return last_line
                *lines, buffered = (buffered + chunk)[-_LONGEST_LINE:].split(b"\n")
                for line in lines:
                    share = _share(line)
                    last_line = line.decode(errors="replace") if share is None else last_line
                    done = max(done, share or 0.0)
            offsets = _file_offsets(files)
            if offsets != last_offsets:
                last_offsets, moved_at = offsets, time.monotonic()
            elif time.monotonic() - moved_at > _STALLED_S:
                raise _stall_error()
            report(done)


def _file_offsets(files: tuple[int, int]) -> tuple[int, int]:
    """Return how far the recording is read and the result written, in bytes."""
    recording, result = files
    # Both processes share one file offset, so the child's reads move it here too.
    return os.lseek(recording, 0, os.SEEK_CUR), os.fstat(result).st_size


def _share(line: bytes) -> float | None:
    """Return the share in a progress report; None for any other line."""
    with suppress(ValueError, KeyError, TypeError):
        return float(json.loads(line)["done"])
    return None


def _stall_error() -> ToolFailed:
    return ToolFailed("Reading the recording made no progress for a minute. Try again.")


def error_of(code: int, last_line: str) -> VslError:
    """Return the error that a child's exit code and last line stand for."""
    if error := read_error(last_line):
        return error
    if code == -signal.SIGXCPU:
        return BadInput("The recording takes too long to decode. Export it again as mp4.")
    if code == -signal.SIGKILL:
        return ToolFailed("The decoder was stopped from outside, for want of memory? Try again.")
    if code < 0:
        return BadInput("The recording breaks its decoder. Export it again as mp4 or wav.")
    return ToolFailed(f"The decoder does not work on this machine: {last_line[:200]}")
