"""Cores, memory and disk of the machine, or of the container that this process runs in."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import psutil

_CGROUP = Path("/sys/fs/cgroup")  # cgroup v2, the container's own limits
_LEAST_CORE_S = 0.2  # the kernel counts in steps of 0.01 s; a load over less time is noise


@dataclass(frozen=True, slots=True)
class Memory:
    """Main memory, within the container's limit if there is one."""

    total_bytes: int
    available_bytes: int
    process_bytes: int  # resident in this process

    @property
    def used_percent(self) -> float:
        """The share in use, in percent."""
        return round(100 * (1 - self.available_bytes / self.total_bytes), 1)


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk of a folder."""

    total_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class System:
    """A snapshot of the machine."""

    cores: int
    cpu_percent: float  # of all cores of the machine, since the previous snapshot
    memory: Memory
    disk: Disk


class Gauge:
    """Takes snapshots of the machine; the CPU load is that between two snapshots."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cpu_before = _cpu_times()
        self._cpu_shown = 0.0

    def read(self) -> System:
        """Return a snapshot of the machine and of the folder's disk."""
        return System(usable_cores(), self._cpu_percent(), read_memory(), read_disk(self._folder))

    def _cpu_percent(self) -> float:
        now = _cpu_times()
        busy, total = (after - before for after, before in zip(now, self._cpu_before, strict=True))
        if total >= _LEAST_CORE_S:
            self._cpu_before, self._cpu_shown = now, round(100 * busy / total, 1)
        return self._cpu_shown


def usable_cores(cgroup: Path = _CGROUP) -> int:
    """Return the number of CPU cores that this process may use, at least 1."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    quota, _, period = _read(cgroup / "cpu.max").partition(" ")
    if quota.isdecimal() and period.isdecimal():
        cores = min(cores, int(quota) // int(period))
    return max(1, cores)


def read_memory(cgroup: Path = _CGROUP) -> Memory:
    """Return the current state of main memory."""
    machine = psutil.virtual_memory()
    total, available = machine.total, machine.available
    limit = _read(cgroup / "memory.max")
    if limit.isdecimal() and int(limit) < total:
        total = int(limit)
        available = min(available, max(0, total - _memory_in_use(cgroup)))
    return Memory(total, available, psutil.Process().memory_info().rss)


def read_disk(folder: Path) -> Disk:
    """Return the disk of ``folder`` or of its nearest existing parent."""
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return Disk(usage.total, usage.free)


def _memory_in_use(cgroup: Path) -> int:
    """Return the container's memory in use, without reclaimable file pages."""
    current = _read(cgroup / "memory.current")
    used = int(current) if current.isdecimal() else 0
    for line in _read(cgroup / "memory.stat").splitlines():
        name, _, value = line.partition(" ")
        if name == "inactive_file":
            return used - int(value)
    return used


def _cpu_times() -> tuple[float, float]:
    """Return the busy seconds and all seconds of all cores since the machine started."""
    times = psutil.cpu_times()
    total = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
    return total - times.idle - getattr(times, "iowait", 0.0), total


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:  # no such limit on this system
        return ""
