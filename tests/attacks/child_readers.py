"""Readers that misbehave in every way that brought-along code would, run in the reading child."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from typing import BinaryIO

from vsl.errors import BadInput

_FAMILIES = ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_VSOCK", "AF_PACKET", "AF_ALG")


def _answer(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return type(error).__name__
    return "done"


def break_out(file: BinaryIO) -> bytes:
    """Return what each way out of the child answers."""
    libc = ctypes.CDLL(None, use_errno=True)
    free = os.dup(1) if _answer(lambda: os.dup(1)) == "done" else -1
    found = {
        "file": _answer(lambda: open("/etc/passwd")),  # noqa: PTH123, SIM115
        "fork": _answer(os.fork),
        "program": _answer(lambda: subprocess.run(["/bin/true"])),
        "exec": _answer(lambda: os.execv("/bin/true", ["true"])),
        "signal": _answer(lambda: os.kill(os.getppid(), 0)),
        "descriptor": str(free),
        "environment": ",".join(sorted(os.environ)),
    }
    for family in _FAMILIES:
        # The call itself, since no descriptor is free: another cause would hide the filter.
        number = getattr(socket, family)
        ctypes.set_errno(0)
        libc.socket(number, socket.SOCK_DGRAM, 0)
        found[family] = os.strerror(ctypes.get_errno())
    return json.dumps(found).encode()


def echo(file: BinaryIO) -> bytes:
    """Return the content."""
    return file.read()


def work_for_ever(file: BinaryIO) -> bytes:
    """Take time without end."""
    while True:
        pass


def take_memory(file: BinaryIO) -> bytes:
    """Take memory without end."""
    held = []
    while True:
        held.append(bytearray(64 << 20))


def write_much(file: BinaryIO) -> bytes:
    """Return more than a result may have."""
    return bytes(10 << 20)


def crash(file: BinaryIO) -> bytes:
    """Read memory that is none."""
    return ctypes.string_at(0)


def end_by_signal(file: BinaryIO) -> bytes:
    """End as a library does that finds its own state broken."""
    signal.raise_signal(signal.SIGABRT)
    return b""


def refuse(file: BinaryIO) -> bytes:
    """Refuse the file."""
    raise BadInput("The file holds nothing.\nSend another one.")


def stumble(file: BinaryIO) -> bytes:
    """Fail as libraries do."""
    raise KeyError("something deep inside")
