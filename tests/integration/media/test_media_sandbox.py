"""The walls around the child program, each tried from inside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest

from vsl.basics.jail import Allowance, landlock_abi
from vsl.errors import BadInput, Cancelled, ToolFailed
from vsl.media import sandbox
from vsl.media.probe import probe
from vsl.media.samples import SampleCache
from vsl.progress import Progress

needs_landlock = pytest.mark.skipif(
    landlock_abi() == 0, reason="needs a Linux kernel with Landlock (5.13 or newer)"
)

_CAUGHT = """
import socket
from vsl.basics import jail
def tried(what, action):
    try:
        action()
        print(what, "done")
    except OSError as error:
        print(what, type(error).__name__, error.errno)
"""


def _inside(code: str, given: Path) -> str:
    with given.open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-c", _CAUGHT + code, str(given)],
            stdin=file,
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stdout


def test_after_the_lock_nothing_can_be_opened_but_open_files_stay_readable(tmp_path: Path) -> None:
    other = tmp_path / "secret"
    other.write_text("secret")
    code = f"""
jail.lock()
tried("file", lambda: open({str(other)!r}))
tried("socket", socket.socket)
tried("input", lambda: print(open(0).read()))
"""
    said = _inside(code, other)
    assert "file done" not in said
    assert "socket done" not in said
    assert "secret\ninput done" in said


@needs_landlock
def test_landlock_alone_keeps_brought_along_code_from_files(tmp_path: Path) -> None:
    other = tmp_path / "secret"
    other.write_text("secret")
    code = f"""
import os
tried("before", lambda: open({str(other)!r}).close())
jail.forbid_files()
tried("read", lambda: open({str(other)!r}))
tried("write", lambda: open({str(tmp_path / "new")!r}, "w"))
tried("run", lambda: os.execv("/bin/true", ["true"]))
"""
    said = _inside(code, other).splitlines()
    refused = "PermissionError 13"
    assert said == ["before done", f"read {refused}", f"write {refused}", f"run {refused}"]


def test_the_health_report_sees_the_protection() -> None:
    protection = sandbox.protection()
    assert protection.limits
    assert protection.landlock_abi == landlock_abi()
    assert protection.is_complete == (landlock_abi() >= 4)


def test_a_child_dies_with_its_parent(record: Callable[..., Path], tmp_path: Path) -> None:
    long = record("a.wav", sound=np.zeros(44_100 * 400, np.float32))
    code = f"""
from pathlib import Path
from vsl.media import sandbox
from vsl.media.samples import SampleCache
from vsl.media.probe import probe
from vsl.basics.files import CacheFolder
from vsl.progress import Progress
import time
def slowly(stage, done):
    print("started", flush=True)
    time.sleep(100)
path = Path({str(long)!r})
SampleCache(CacheFolder(Path({str(tmp_path)!r}), "samples")).samples(
    path, probe(path), Progress(slowly))
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        children = psutil.Process(parent.pid).children()
        os.kill(parent.pid, signal.SIGKILL)
    assert children
    assert not psutil.wait_procs(children, timeout=10)[1]


def test_cancelling_kills_the_child_and_leaves_no_file(
    record: Callable[..., Path], sample_cache: SampleCache
) -> None:
    path = record("a.wav", sound=np.zeros(44_100 * 200, np.float32))
    info, others = probe(path), psutil.Process().children()

    def cancel(_stage: str, _done: float) -> None:
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        sample_cache.samples(path, info, Progress(cancel))
    assert sample_cache.cache.files() == []
    assert psutil.Process().children() == others


@pytest.mark.parametrize(
    ("allowance", "message"),
    [
        (Allowance(output_bytes=10_000), "damaged"),
        (Allowance(output_bytes=1 << 30, cpu_s=1), "too long to decode"),
    ],
)
def test_a_child_that_takes_too_much_is_stopped_with_one_line(
    record: Callable[..., Path], tmp_path: Path, allowance: Allowance, message: str
) -> None:
    path = record("a.mp3")
    path.write_bytes(path.read_bytes() * 2000)
    options = {"rate_hz": 16_000, "max_samples": 1 << 40, "too_long": ""}
    request = sandbox.ChildRequest("samples", options, allowance)
    with pytest.raises(BadInput, match=message):
        sandbox.run(request, path, tmp_path / "out", report=lambda _share: None)


def test_a_child_without_memory_to_start_is_no_fault_of_the_recording(
    record: Callable[..., Path], tmp_path: Path
) -> None:
    request = sandbox.ChildRequest("probe", allowance=Allowance(memory_bytes=64 << 20))
    with pytest.raises(ToolFailed, match="on this machine"):
        sandbox.run(request, record("a.wav"), tmp_path / "out", report=lambda _share: None)


def test_a_child_that_makes_no_progress_is_stopped(
    record: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_STALLED_S", 0.3)
    path = record("a.mp3")
    path.write_bytes(path.read_bytes() * 2000)  # seconds of work
    options = {"rate_hz": 16_000, "max_samples": 1 << 40, "too_long": ""}
    request = sandbox.ChildRequest("samples", options, Allowance(output_bytes=1 << 30))

    others = psutil.Process().children()

    def freeze(_share: float) -> None:
        for child in psutil.Process().children():
            if child not in others:  # servers of other tests
                child.suspend()

    with pytest.raises(ToolFailed, match="no progress"):
        sandbox.run(request, path, tmp_path / "out", report=freeze)
    assert psutil.Process().children() == others
