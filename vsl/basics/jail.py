"""Drop the rights of the calling process for good, down to what a decoder needs.

Used by child programs only. After ``lock`` no file, socket or program can be opened; open
descriptors stay usable.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass

from vsl.basics.call_filter import forbid_calls

_STANDARD_STREAMS = 3

# Landlock, the same numbers on every architecture (linux/landlock.h, asm-generic/unistd.h)
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_VERSION_FLAG = 1
_NETWORK_SINCE, _SCOPE_SINCE = 4, 6  # ABI versions
_FILE_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many low bits are known
_TCP_BIND_AND_CONNECT = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11

# linux/prctl.h
_SET_PARENT_DEATH_SIGNAL = 1
_SET_NO_NEW_PRIVILEGES = 38


@dataclass(frozen=True, slots=True)
class Allowance:
    """Resources a child may use before the kernel stops it."""

    cpu_s: int = 900
    memory_bytes: int = 2 << 30
    output_bytes: int = 1 << 20


def set_limits(allowance: Allowance) -> None:
    """Limit the processor time and memory of this process, and forbid core dumps."""
    for kind, soft, hard in (
        # SIGXCPU, sent at the soft limit, names the cause; SIGKILL, at the hard one, doesn't.
        (resource.RLIMIT_CPU, allowance.cpu_s, allowance.cpu_s + 1),
        (resource.RLIMIT_AS, allowance.memory_bytes, allowance.memory_bytes),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with suppress(ValueError, OSError):  # macOS has no RLIMIT_AS
            resource.setrlimit(kind, (soft, hard))


def limit_output(allowance: Allowance) -> None:
    """Limit the size of files that this process writes.

    After all imports: a module compiled under the limit would be kept cut short, and every later
    start would fail on it.
    """
    limit = (allowance.output_bytes, allowance.output_bytes)
    resource.setrlimit(resource.RLIMIT_FSIZE, limit)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when the process ``parent`` ends."""
    if sys.platform == "linux":
        _libc().prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the line above
        os.kill(os.getpid(), signal.SIGKILL)


def lock() -> None:
    """Forbid this process to open anything from here on.

    No file descriptor is left, which stops ordinary code on any system; Landlock without any rule
    and a filter of system calls stop injected code.
    """
    forbid_files()
    forbid_calls()
    resource.setrlimit(resource.RLIMIT_NOFILE, (_STANDARD_STREAMS, _STANDARD_STREAMS))


def landlock_abi() -> int:
    """Return the Landlock ABI version of this kernel; 0 without Landlock."""
    if sys.platform != "linux":
        return 0
    return max(0, int(_libc().syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG)))


def forbid_files() -> None:
    """Forbid all access to files, TCP and other processes, as far as the kernel's Landlock can.

    Holds for the calling thread and for threads and processes it starts later.
    Source: https://docs.kernel.org/userspace-api/landlock.html
    """
    abi = landlock_abi()
    if abi == 0:
        return
    file_rights = (1 << _FILE_RIGHTS_BY_ABI[min(abi, max(_FILE_RIGHTS_BY_ABI))]) - 1
    attributes = struct.pack("Q", file_rights)
    if abi >= _NETWORK_SINCE:
        attributes += struct.pack("Q", _TCP_BIND_AND_CONNECT)
    if abi >= _SCOPE_SINCE:
        attributes += struct.pack("Q", _ABSTRACT_SOCKETS_AND_SIGNALS)
    _restrict(attributes)


def _restrict(attributes: bytes) -> None:
    libc = _libc()
    ruleset = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    try:
        libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if libc.syscall(_RESTRICT_SELF, ruleset, 0):
            raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    finally:
        os.close(ruleset)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
