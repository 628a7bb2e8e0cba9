"""A long recording is heard by two machines, one of which dies: nobody can tell from the result.

FAN_OUT_MINUTES asks for a longer recording, which is cut as the settings cut by themselves.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import psutil
import pytest
from sqlalchemy import text

from tests.checkpoint.speak import SAMPLE_RATE_HZ, Take, recording
from tests.checkpoint.takes import CHECKPOINT, takes
from tests.postgres import new_database
from tests.redis import RedisServer
from tests.s3 import KEYS, make_bucket
from vsl.bootstrap import Services, bootstrap
from vsl.model import document
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.worker import jobs

# whisper/tokenizer.py leaves its vocabulary's file open.
_TIKTOKEN = "ignore:.*tiktoken:pytest.PytestUnraisableExceptionWarning"
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings(_TIKTOKEN)]

_WORKER = Path(__file__).with_name("hasty_worker.py")
_MINUTES = float(os.environ.get("FAN_OUT_MINUTES", "0"))
_SHORT_MINUTES = 3.5
_SHORT_CHUNK_S = 60
_HEARD_BEFORE = 3 if _MINUTES else 1  # chunks, of six or four
_PATIENCE_S = 240.0 + 60.0 * _MINUTES
_MARK = "VSL_MACHINE"


class Machine:
    """A worker with all that it starts, and disks of its own."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        folder.mkdir()
        self.folder = folder
        self._log = folder / "log"
        own = {"INSTANCE_DIR": str(folder / "instance"), "CACHE_DIR": str(folder / "cache")}
        with self._log.open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, str(_WORKER), "-n", f"{folder.name}@%h"],
                env={**os.environ, **environ, **own, _MARK: str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def chunks_kept(self) -> int:
        """How many chunks were heard here."""
        return len(list((self.folder / "cache" / "transcripts").glob("??/*.json")))

    def decoded(self) -> int:
        """How many recordings were decoded here."""
        return len(list((self.folder / "cache" / "samples").glob("??/[!.]*")))

    def kill(self) -> None:
        """Pull the plug: everything that runs here ends at once."""
        while found := [each for each in psutil.process_iter() if self._is_ours(each)]:
            for process in found:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(signal.SIGKILL)
            self.worker.wait()

    def log(self) -> str:
        """The end of what it has said."""
        return self._log.read_text(errors="replace")[-6000:]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            marked = process.environ().get(_MARK) == str(self.folder)
            return marked and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Services]:
    """A machine that does everything by itself."""
    with ExitStack() as stack:
        settings = Settings(
            instance_dir=tmp_path / "alone",
            cache_dir=tmp_path / "alone" / "cache",
            whisper_model=str(CHECKPOINT),
            audio_chunk_size=Settings().audio_chunk_size if _MINUTES else _SHORT_CHUNK_S,
        )
        services = bootstrap(settings, start_runner=lambda: None)
        stack.callback(services.projects.engine.dispose)
        yield services


@pytest.fixture
def web(
    alone: Services, postgres: str, s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Services]:
    """A web process among many machines; it has disks of its own, too."""
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    with ExitStack() as stack:
        settings = replace(
            alone.settings,
            instance_dir=tmp_path / "web",
            cache_dir=tmp_path / "web" / "cache",
            redis_url=stack.enter_context(RedisServer(tmp_path)).url,
            database_url=stack.enter_context(new_database(postgres)),
            storage_url=make_bucket(s3, "fan-out"),
        )
        services = bootstrap(settings, start_runner=lambda: None)
        stack.callback(services.projects.engine.dispose)
        yield services


@pytest.fixture
def machines(web: Services, tmp_path: Path) -> Iterator[list[Machine]]:
    """Two of them, ready to work."""
    names = ("redis_url", "database_url", "storage_url", "whisper_model", "audio_chunk_size")
    environ = {name.upper(): str(getattr(web.settings, name)) for name in names}
    found = [Machine(tmp_path / name, environ) for name in ("ann", "bob")]
    try:
        until(lambda: _answering(web.settings.redis_url) == len(found), "workers", found)
        yield found
    finally:
        for machine in found:
            machine.kill()


def _answering(redis_url: str) -> int:
    from celery import Celery

    with Celery(broker=redis_url, set_as_current=False) as app:
        return len(app.control.ping(timeout=1.0))


def until(condition: Callable[[], object], what: str, machines: list[Machine]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        logs = "\n".join(machine.log() for machine in machines)
        assert time.monotonic() < deadline, f"waited in vain for {what}\n{logs}"
        time.sleep(0.05)


def speech(path: Path) -> Path:
    """Minutes of sentences in an order of their own, as a file."""
    random, said = Random(7), [take for take in takes() if take.language == "en"]
    samples = np.zeros(0, np.float32)
    while len(samples) < (_MINUTES or _SHORT_MINUTES) * 60 * SAMPLE_RATE_HZ:
        order: list[Take] = random.sample(said, len(said))
        samples = np.concatenate([samples, recording(order, random, pauses_s=(0.3, 1.2))[0]])
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def made_alone(services: Services, recording: Path) -> str:
    """The document that one machine makes of a recording."""
    kept = services.files.keep(recording)
    project = services.projects.create("p", kept.sha256, {"engine": "whisper"}).id
    assert "slides" in jobs.make(services, {"project": project}, Progress())
    return services.projects.document(project).text


def listeners(services: Services) -> set[int]:
    """The workers that hear a chunk at this moment."""
    owners = "SELECT owner FROM task WHERE kind = 'hear' AND state = 'running'"
    with services.projects.engine.connect() as connection:
        return {int(owner.rpartition(":")[2]) for owner in connection.scalars(text(owners))}


def answered(services: Services) -> int:
    """How many chunks were heard."""
    done = "SELECT count(*) FROM task WHERE kind = 'hear' AND state = 'done'"
    with services.projects.engine.connect() as connection:
        return int(connection.execute(text(done)).scalar_one())


def test_two_machines_hear_a_recording_and_one_of_them_dies(
    alone: Services, web: Services, machines: list[Machine], tmp_path: Path
) -> None:
    recording = speech(tmp_path / "long.wav")
    started = time.monotonic()
    expected = made_alone(alone, recording)
    alone_s, started = time.monotonic() - started, time.monotonic()
    kept = web.files.keep(recording)
    project = web.projects.create("p", kept.sha256, {"engine": "whisper"}).id
    job = web.tasks.submit("make", {"project": project}, project)
    pids = {machine.worker.pid for machine in machines}
    until(
        lambda: answered(web) >= _HEARD_BEFORE and listeners(web) == pids,
        "both at work",
        machines,
    )
    victim = max(machines, key=Machine.chunks_kept)
    heard = {machine.folder.name: machine.chunks_kept() for machine in machines}
    assert heard[victim.folder.name] >= 1
    victim.kill()
    (left,) = (machine for machine in machines if machine is not victim)
    view = web.tasks.get(job)
    assert (view.state, view.stage) == ("running", "listening")
    until(lambda: web.tasks.get(job).state not in ("queued", "running"), "the end", machines)
    assert web.tasks.get(job).state == "done", (web.tasks.get(job), left.log())
    found = web.projects.document(project)
    assert left.chunks_kept() >= 2
    assert [machine.decoded() for machine in machines] == [1, 1]
    assert document.load_stored(found.text).transcript == document.load_stored(expected).transcript
    assert (found.text, found.version) == (expected, 1)
    shares = [event.share for event in web.tasks.events_since({job: 0})]
    assert shares == sorted(shares)
    words = len(document.load_stored(found.text).transcript.words)
    print(f"{words} words; alone {alone_s:.1f} s, two machines {time.monotonic() - started:.1f} s")
    kept_by = {machine.folder.name: machine.chunks_kept() for machine in machines}
    print(f"{victim.folder.name} died; heard until then {heard}, in the end {kept_by}")
