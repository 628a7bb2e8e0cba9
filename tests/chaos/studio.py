"""A whole studio in processes of its own, which can be killed one by one and all at once."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from tests.ports import free_port
from tests.redis import RedisServer

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "tests" / "chaos" / "programs.py"
PATIENCE_S = 300.0  # processes start slowly where many want the cores
EXECUTORS = 2  # side by side
_MARK = "VSL_CHAOS"


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


class Studio:
    """Web server, runner, executors; with Redis, Celery workers as well."""

    def __init__(
        self,
        folder: Path,
        environ: dict[str, str],
        redis: RedisServer | None = None,
        workers: int = 1,
    ) -> None:
        self.port = free_port()
        self.redis = redis
        self._log = folder / "log"
        self._mark = str(folder)
        guns = f"--workers 1 --threads 30 --log-level warning --pythonpath {ROOT} "
        self._environ = {
            **os.environ,
            "MAX_CONCURRENT_JOBS": str(EXECUTORS),
            **environ,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "GUNICORN_CMD_ARGS": guns + environ.get("GUNICORN_CMD_ARGS", ""),
            _MARK: self._mark,
        }
        gunicorn = ["-m", "gunicorn", "-c", "gunicorn.conf.py", "tests.chaos.programs:app"]
        self._programs = {"web": gunicorn}
        for number in range(workers if redis else 0):
            name = ["--hostname", f"worker{number}@%h", "--loglevel", "warning"]
            self._programs[f"worker{number}"] = [str(PROGRAMS), "worker", *name]
        self._started: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        """Start what is not there; of some names, or of all."""
        for name in names or self._programs:
            running = self._started.get(name)
            if running is None or running.poll() is not None:
                with self._log.open("ab") as log:
                    self._started[name] = subprocess.Popen(
                        [sys.executable, *self._programs[name]],
                        cwd=ROOT,
                        env=self._environ,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                    )

    def processes(self) -> list[psutil.Process]:
        """Every living process that has come out of this studio."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def victims(self) -> list[str]:
        """What can be killed."""
        named = ["web", "web worker", "runner", "executor"]
        return [*named, "worker", "redis", "memory of redis"] if self.redis else named

    def most_processes(self) -> int:
        """How many there are when all is well: each executor has a shell that watches over it."""
        return len(self._programs) + 1 + 1 + 2 * EXECUTORS

    def kill(self, victim: str, chance: random.Random) -> None:
        """End one at once, and start again what does not come back by itself."""
        if victim == "redis" and self.redis:
            self.redis.kill()
            time.sleep(chance.uniform(0.0, 0.5))
            self.redis.start()
        elif victim == "memory of redis" and self.redis:
            self.redis.forget()
        elif victim == "everything":
            self._end(self.processes())
            until(lambda: not self.processes(), "the end of everything")
            if self.redis:
                self.redis.kill()
                self.redis.start()
        else:
            found = self.those(victim)
            self._end(found if victim == "web" else chance.sample(found, min(1, len(found))))
        self.start()

    def stop(self) -> None:
        """Tell everybody to leave; nobody may stay."""
        self.start()
        for process in self._started.values():
            process.send_signal(signal.SIGTERM)
        for name, process in self._started.items():
            ending = process.wait(timeout=PATIENCE_S)
            assert ending in (0, -signal.SIGTERM), (name, ending, self.log())
        until(lambda: not self.processes(), "the runner to leave")

    def tell(self, name: str) -> None:
        """Tell one program to leave."""
        self._started[name].send_signal(signal.SIGTERM)

    def dismiss(self, name: str) -> None:
        """Tell one program to leave, and wait until it has."""
        self.tell(name)
        assert self._started[name].wait(timeout=PATIENCE_S) == 0, self.log()

    def close(self) -> None:
        """Leave nothing, whatever has happened."""
        while found := self.processes():
            self._end(found)
        for process in self._started.values():
            process.wait()

    def log(self) -> str:
        """The end of what all have said."""
        return self._log.read_text(errors="replace")[-8000:]

    def _end(self, victims: list[psutil.Process]) -> None:
        """Kill them; those that were started here are gone when this returns."""
        pids = {victim.pid for victim in victims}
        for victim in victims:
            with suppress(psutil.NoSuchProcess):
                victim.kill()
        for process in self._started.values():
            if process.pid in pids:
                process.wait()

    def those(self, role: str) -> list[psutil.Process]:
        """Those that play that part; of the web server, all processes or those below the first."""
        name, _, below = role.partition(" ")
        word = "gunicorn" if name == "web" else name
        first = self._started["web"].pid if below else None
        found = self.processes()
        return [each for each in found if word in _arguments(each) and each.pid != first]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            marked = process.environ().get(_MARK) == self._mark
            return marked and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


def _arguments(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


class Listener:
    """A page that hears of its projects' jobs and comes back whenever the line is cut."""

    def __init__(self, port: int, projects: Iterable[str]) -> None:
        self.heard: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.returns = -1
        self._port = port
        self._address = f"/api/events?project={','.join(projects)}"
        self._last_id = "none.0"  # a page that has heard nothing yet
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._closed.set()
        self._thread.join()

    def _listen(self) -> None:
        while not self._closed.is_set():
            line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
            try:
                line.request("GET", self._address, headers={"Last-Event-ID": self._last_id})
                answer = line.getresponse()
                if answer.status == 200:
                    self.returns += 1
                    self._read(answer)
            except (OSError, http.client.HTTPException):
                self._closed.wait(0.1)
            finally:
                line.close()

    def _read(self, answer: http.client.HTTPResponse) -> None:
        fields: dict[str, str] = {}
        while not self._closed.is_set() and (text := answer.readline()):
            if not text.endswith(b"\n"):
                return  # the line was cut inside of an event, which does not count
            name, _, value = text.decode().rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif fields.get("event") == "job":
                event = json.loads(fields["data"])
                self.heard[event["id"]].append(event)
                self._last_id = fields["id"]
            if not name:
                fields = {}
