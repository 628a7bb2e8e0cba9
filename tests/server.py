"""The studio as real processes, for clients that others wrote."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from tests.ports import free_port

ROOT = Path(__file__).parents[1]
_LONGEST_S = 120


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """The address of a studio whose files lie in ``folder``."""
    port = free_port()
    folders = {"INSTANCE_DIR": str(folder / "instance"), "CACHE_DIR": str(folder / "cache")}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "--port", str(port)],
        cwd=folder,
        env=os.environ | folders | settings,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _await_answer(f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _await_answer(address: str) -> None:
    deadline = time.monotonic() + _LONGEST_S
    while time.monotonic() < deadline:
        with suppress(OSError), urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise TimeoutError("the server does not answer")
