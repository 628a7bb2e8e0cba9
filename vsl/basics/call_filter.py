"""Forbid this process the system calls that reach other machines, programs and the kernel's depths.

A seccomp filter for Linux on x86-64 and AArch64. Landlock knows files and TCP alone; this forbids
sockets of every family (UDP, netlink, vsock), new processes and programs. Threads stay possible.
Source: https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from errno import ENOSYS, EPERM
from typing import Final

# linux/seccomp.h, linux/filter.h, linux/sched.h, linux/prctl.h
_SET_FILTER, _ALL_THREADS = 1, 1
_SET_NO_NEW_PRIVILEGES: Final = 38
_LOAD_WORD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _JUMP_IF_ANY_BIT, _RETURN = (
    *(0x20, 0x15, 0x35, 0x45, 0x06),
)
_ALLOW, _ANSWER_ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16  # in seccomp_data, bytes
_NEW_THREAD: Final = 0x00010000  # CLONE_THREAD
_FOREIGN_CALLS_FROM: Final = 0x40000000  # x32's numbers on x86-64


@dataclass(frozen=True, slots=True)
class _Machine:
    """A kind of processor: its mark in the kernel, and its numbers of system calls."""

    mark: int
    seccomp: int
    clone: int
    forbidden: tuple[int, ...]


_COMMON: Final = (424, 425, 426, 427, 434, 438, 440)  # pidfds and io_uring, the same everywhere
_CLONE_3: Final = 435
_MACHINES: Final[Mapping[str, _Machine]] = {
    "x86_64": _Machine(
        0xC000003E,
        317,
        56,
        (
            *(41, 42, 43, 44, 46, 49, 50, 53, 288, 307),  # sockets
            *(57, 58, 59, 322),  # fork, vfork, exec
            *(62, 101, 129, 297, 310, 311, 312),  # signals to and memory of others
            *(155, 161, 165, 246, 248, 249, 250, 272, 298, 304, 308, 320, 321, 323),  # the kernel
        ),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        277,
        220,
        (
            *(198, 199, 200, 201, 202, 203, 206, 211, 242, 269),
            *(221, 281),
            *(117, 129, 138, 240, 270, 271, 272),
            *(40, 41, 51, 97, 104, 217, 218, 219, 241, 265, 268, 280, 282, 294),
        ),
    ),
}


def can_filter_calls() -> bool:
    """Return whether this machine is one that ``forbid_calls`` knows."""
    return sys.platform == "linux" and platform.machine() in _MACHINES


def forbid_calls() -> bool:
    """Forbid sockets, new processes and programs to all threads of this process, for good.

    Returns:
        Whether it is done; False on other systems, and on kernels without such filters.
    """
    if not can_filter_calls():
        return False
    machine = _MACHINES[platform.machine()]
    program = b"".join(_instructions(machine))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    return int(libc.syscall(machine.seccomp, _SET_FILTER, _ALL_THREADS, header)) == 0


def _instructions(machine: _Machine) -> Iterator[bytes]:
    """Yield the filter's instructions, 8 bytes each."""
    yield _step(_LOAD_WORD, _ARCHITECTURE_AT)
    yield _step(_JUMP_IF_EQUAL, machine.mark, skip=1)
    yield _step(_RETURN, _KILL)
    yield _step(_LOAD_WORD, _NUMBER_AT)
    yield _step(_JUMP_IF_AT_LEAST, _FOREIGN_CALLS_FROM, otherwise=1)
    yield _step(_RETURN, _KILL)
    for number in (*machine.forbidden, *_COMMON):
        yield _step(_JUMP_IF_EQUAL, number, otherwise=1)
        yield _step(_RETURN, _ANSWER_ERROR | EPERM)
    yield _step(_JUMP_IF_EQUAL, _CLONE_3, otherwise=1)
    yield _step(_RETURN, _ANSWER_ERROR | ENOSYS)  # the C library then takes clone
    yield _step(_JUMP_IF_EQUAL, machine.clone, otherwise=3)
    yield _step(_LOAD_WORD, _FIRST_ARGUMENT_AT)
    yield _step(_JUMP_IF_ANY_BIT, _NEW_THREAD, skip=1)
    yield _step(_RETURN, _ANSWER_ERROR | EPERM)
    yield _step(_RETURN, _ALLOW)


def _step(code: int, value: int, *, skip: int = 0, otherwise: int = 0) -> bytes:
    """Return one instruction; jumps skip so many where the condition holds, or ``otherwise``."""
    return struct.pack("HBBI", code, skip, otherwise, value)
