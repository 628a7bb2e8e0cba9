"""The topology of compose.yaml out of processes, where there is no Docker engine.

    python -m tests.fleet

It starts nginx, web processes that share a folder, workers with a disk each, Redis, PostgreSQL and
a stand-in for S3, and leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.nginx import nginx
from tests.ports import free_port
from tests.postgres import new_database, postgres_server
from tests.redis import RedisServer
from tests.s3 import KEYS, make_bucket, s3_server

ROOT = Path(__file__).parents[1]
_PATIENCE_S = 180.0
_SMALL = {"GUNICORN_CMD_ARGS": "--workers 1", "MAX_CONCURRENT_JOBS": "1"}  # two cores do it all


class Fleet:
    """Web processes and workers as compose.yaml wants them, by name: web0, web1, worker0, …"""

    def __init__(self, folder: Path, stand_ins: dict[str, str]) -> None:
        yaml = pytest.importorskip("yaml", reason="needs PyYAML: pip install pyyaml")
        services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
        self.ports: list[int] = []
        self.port = 0  # nginx's
        self._log = folder / "log"
        self._programs: dict[str, tuple[list[str], dict[str, str]]] = {}
        self._started: dict[str, subprocess.Popen[bytes]] = {}
        for kind in ("web", "worker"):
            for number in range(services[kind]["deploy"]["replicas"]):
                own = folder / (kind if kind == "web" else f"{kind}{number}")
                environ = _environ(services[kind], stand_ins) | self._places(own, kind)
                self._programs[f"{kind}{number}"] = (_command(services[kind]), environ)

    @property
    def address(self) -> str:
        """Where people come in."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *names: str) -> None:
        """Start these programs, or all."""
        for name in names or self._programs:
            command, environ = self._programs[name]
            with self._log.open("ab") as log:
                self._started[name] = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=os.environ | environ,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    def dismiss(self, *names: str) -> None:
        """Tell these programs to leave, or all, and wait until they have."""
        leaving = {name: self._started.pop(name) for name in names or tuple(self._started)}
        for process in leaving.values():
            process.send_signal(signal.SIGTERM)
        endings = {name: process.wait(_PATIENCE_S) for name, process in leaving.items()}
        assert set(endings.values()) == {0}, (endings, self.log())

    def close(self) -> None:
        """Leave nothing, whatever has happened."""
        for process in self._started.values():
            process.kill()
            process.wait()

    def log(self) -> str:
        """The end of what all have said."""
        return self._log.read_text(errors="replace")[-8000:]

    def _places(self, folder: Path, kind: str) -> dict[str, str]:
        own = {"INSTANCE_DIR": str(folder / "instance"), "CACHE_DIR": str(folder / "cache")}
        if kind == "web":
            self.ports.append(free_port())
            own |= {"HOST": "127.0.0.1", "PORT": str(self.ports[-1])}
        return own | _SMALL


@contextmanager
def fleet(folder: Path, postgres: str, s3: str) -> Iterator[Fleet]:
    """All of it on these servers, with nginx in front; somebody answers."""
    with ExitStack() as stack:
        redis = stack.enter_context(RedisServer(folder))
        stand_ins = {
            "DATABASE_URL": stack.enter_context(new_database(postgres)),
            "REDIS_URL": redis.url,
            "STORAGE_URL": make_bucket(s3, f"fleet{free_port()}"),
            **KEYS,
            "API_KEY": "",  # everything listens on loopback
            "TRUSTED_PROXIES": "127.0.0.1",
        }
        found = Fleet(folder, stand_ins)
        stack.callback(found.close)
        found.start()
        found.port = stack.enter_context(nginx(folder, found.ports))
        yield found


def _environ(service: dict[str, Any], stand_ins: dict[str, str]) -> dict[str, str]:
    """What the service is given, with servers of this machine in the place of its containers."""
    default = re.compile(r"\$\{\w+:-([^}]*)\}")
    given = service["environment"] | stand_ins
    return {name: default.sub(r"\1", text) for name, text in given.items()}


def _command(service: dict[str, Any]) -> list[str]:
    """What the container runs: what the service says, or else its image."""
    said = re.findall(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.M)[-1]
    program, *arguments = service.get("command", json.loads(said))
    first = [sys.executable] if program == "python" else [sys.executable, "-m", program]
    return [*first, *arguments]


def main() -> None:
    """Serve until interrupted."""
    with (
        tempfile.TemporaryDirectory(prefix="vsl-fleet-", ignore_cleanup_errors=True) as folder,
        postgres_server() as postgres,
        s3_server() as s3,
        fleet(Path(folder), postgres, s3) as found,
    ):
        print(f"{found.address} leads to the ports {found.ports}; Ctrl-C ends it.", flush=True)
        try:
            while True:
                time.sleep(1)
        except KeyboardInterrupt:
            found.dismiss()


if __name__ == "__main__":
    main()
