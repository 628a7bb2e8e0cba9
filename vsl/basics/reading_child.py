"""Read a file of a user's in a child process that can do nothing else: bytes in, bytes out.

Parsers of documents, pictures and fonts meet hostile files. In the child a crash, a bomb or code
brought along reaches no file, no network, no other process and no secret, and one clear error
comes out. ``python -m vsl.basics.reading_child REQUEST`` is the child's program: the file is its
standard input, the result its standard output, an error one line of JSON on standard error.
"""

from __future__ import annotations

import codecs
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from importlib import import_module
from io import BufferedReader, FileIO
from pathlib import Path
from typing import IO, Any, Final

from vsl.basics import jail
from vsl.basics.child_protocol import CHILD_ENVIRON, read_error, write_error
from vsl.basics.child_slots import child_slot
from vsl.basics.jail import Allowance
from vsl.errors import BadInput, ToolFailed, VslError

_WAIT_S: Final = 60.0  # for a child that neither works nor ends; the processor's time is less
_ALLOWANCE: Final = Allowance(cpu_s=30, memory_bytes=2 << 30, output_bytes=256 << 20)

Reader = Callable[..., bytes]
"""Called with the open file and the request's options; its module is imported before the lock."""

_CODECS: Final = (
    "ascii",
    "cp437",
    "cp1252",
    "latin-1",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-32",
)


@dataclass(frozen=True, slots=True)
class ReadingRequest:
    """One task for the child."""

    reader: str  # module and function, such as vsl.text.readers.pdf:extract
    name: str  # what messages call the file
    options: Mapping[str, Any] = field(default_factory=dict)
    allowance: Allowance = _ALLOWANCE


def read_in_child(request: ReadingRequest, content: bytes | Path) -> bytes:
    """Return what the request's reader makes of ``content``.

    Raises:
        BadInput, TooLarge: the reader refused the file, or broke on it.
        NotInstalled: a package that the reader needs is missing.
        ToolFailed: the child could not run, whatever the file.
        Busy: too many children run already.
    """
    with _open(content, request.name) as file, tempfile.TemporaryFile() as result:
        code, last_line = _run(request, file, result)
        if code == 0:
            result.seek(0)
            return result.read()
    raise _error_of(code, last_line, request.name)


def _open(content: bytes | Path, name: str) -> IO[bytes]:
    if isinstance(content, Path):
        try:
            return content.open("rb")
        except OSError as error:
            raise BadInput(f"{name} can't be read: {error.strerror}.") from error
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the caller
    file.write(content)
    file.seek(0)
    return file


def _run(request: ReadingRequest, file: IO[bytes], result: IO[bytes]) -> tuple[int, str]:
    """Return the child's exit code and the last line on its standard error."""
    row = json.dumps({**asdict(request), "parent": os.getpid()})
    try:
        with child_slot():
            done = subprocess.run(
                [sys.executable, "-s", "-P", "-m", __name__, row],
                stdin=file,
                stdout=result,
                stderr=subprocess.PIPE,
                cwd="/",
                env=CHILD_ENVIRON,
                timeout=_WAIT_S,
            )
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU, ""
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return done.returncode, lines[-1] if lines else ""


def _error_of(code: int, last_line: str, name: str) -> VslError:
    if error := read_error(last_line):
        return error
    if code == -signal.SIGXCPU:
        return BadInput(f"{name} takes too long to read; save it again elsewhere.")
    if code == -signal.SIGKILL:
        return ToolFailed(
            f"Reading {name} was stopped from outside, for want of memory? Try again."
        )
    if code < 0:
        return BadInput(f"{name} breaks the program that reads it; save it again elsewhere.")
    return ToolFailed(f"{name} can't be read on this machine: {last_line[-200:]}")


def main() -> int:
    """Do the task that the only argument, a JSON object, describes; return the exit code."""
    request = json.loads(sys.argv[1])
    jail.die_with(request["parent"])
    allowance = Allowance(**request["allowance"])
    jail.set_limits(allowance)
    module_name, _, function = request["reader"].partition(":")
    try:
        module = import_module(module_name)
        getattr(module, "prepare", lambda: None)()  # imports that libraries would make late
    except VslError as error:
        return write_error(error)
    for codec in _CODECS:
        codecs.lookup(codec)  # imports it
    read: Reader = getattr(module, function)
    jail.limit_output(allowance)
    jail.lock()
    try:
        file = BufferedReader(FileIO(sys.stdin.fileno(), closefd=False))
        result = memoryview(read(file, **request["options"]))
        target = FileIO(sys.stdout.fileno(), "r+b", closefd=False)
        while result:
            result = result[target.write(result) :]
    except VslError as error:
        return write_error(error)
    except (MemoryError, RecursionError):
        return write_error(
            BadInput(f"{request['name']} takes more memory than one may; save it anew.")
        )
    except Exception as error:  # libraries raise anything on a broken file
        what = type(error).__name__
        return write_error(
            BadInput(f"{request['name']} is damaged ({what}); save it again elsewhere.")
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
