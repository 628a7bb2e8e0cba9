"""Many at once: each is answered in the end, or told when to come back; nothing is half done."""

from __future__ import annotations

import json
import multiprocessing
import threading
import time
import wave
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import func, select

from tests.server import serving
from vsl.basics.child_slots import ChildSlots
from vsl.bootstrap import Services, bootstrap
from vsl.errors import Busy, TooMany
from vsl.jobs.queue import QueueLimits
from vsl.jobs.schema import task
from vsl.jobs.task import NewJob
from vsl.jobs.task_table import TaskTable
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import (
    AudioStream,
    Deck,
    MediaInfo,
    Project,
    Slide,
    Transcript,
    Word,
    WordRange,
)
from vsl.settings import Settings
from vsl.store.database import connect
from vsl.store.migrations import migrate
from vsl.store.projects import ProjectStore
from vsl.store.tables import project
from vsl.web.application import create_app

_UPLOADS = 60
forking = multiprocessing.get_context("fork")


@pytest.fixture
def table(tmp_path: Path) -> TaskTable:
    engine = connect(f"sqlite:///{tmp_path / 'vsl.sqlite'}")
    migrate(engine)
    return TaskTable(engine, limits=QueueLimits(jobs=12, jobs_of_client=8))


def _export(client: str) -> NewJob:
    return NewJob("export", {}, f"project of {client}", client)


def _add(table: TaskTable, client: str) -> str:
    with table._engine.begin() as connection:
        return table.add(connection, _export(client))


def test_a_client_may_queue_so_many_and_others_still_may(table: TaskTable) -> None:
    for _ in range(8):
        _add(table, "greedy")
    with pytest.raises(TooMany):
        _add(table, "greedy")
    for _ in range(4):
        _add(table, "honest")
    with pytest.raises(TooMany):  # the queue is full
        _add(table, "third")
    table.submit("make", {}, "p")  # the studio's own work goes on


def test_whoever_has_least_running_comes_first(table: TaskTable) -> None:
    for _ in range(6):
        _add(table, "greedy")
    assert table.claim("w")
    honest = _add(table, "honest")
    claim = table.claim("w")
    assert claim
    assert claim.id == honest


def test_a_spare_worker_takes_work_of_idle_clients_alone(table: TaskTable) -> None:
    for _ in range(3):
        _add(table, "greedy")
    assert table.claim("w")
    assert table.claim("spare", of_idle_clients=True) is None
    honest = _add(table, "honest")
    claim = table.claim("spare", of_idle_clients=True)
    assert claim
    assert claim.id == honest


@pytest.fixture
def full_deck(tmp_path: Path) -> tuple[Services, str]:
    """A studio in which five jobs of a client may wait, and a project with slides."""
    folders = {"instance_dir": tmp_path / "instance", "cache_dir": tmp_path / "cache"}
    services = bootstrap(Settings(**folders, max_queued_jobs_per_client=5))
    media = MediaInfo("0" * 64, 9, "wav", 1000, AudioStream("pcm_s16le", 16_000, 1))
    slide = Slide("s0", "Hello", 0, 1000, WordRange(0, 0))
    words = (Word("Hello", 0, 900),)
    deck = Project(media, Transcript(words, "en", "scripted"), Deck((slide,), Theme(), 1000))
    row = services.projects.create("p", "0" * 64, {})
    services.projects.save_document(row.id, document.dumps(deck))
    return services, row.id


def test_exports_over_the_limit_are_refused_whole_and_others_still_export(
    full_deck: tuple[Services, str],
) -> None:
    services, project_id = full_deck
    client = create_app(services=services).test_client()
    place = f"/api/projects/{project_id}"
    sizes = {"sizes": ["16:9", "9:16", "1:1"], "formats": ["mp4", "srt"]}
    refused = client.post(f"{place}/variants", json=sizes)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert services.projects.exports(project_id) == ()
    asked = [client.post(f"{place}/exports", json={"format": "srt"}) for _ in range(40)]
    assert Counter(each.status_code for each in asked) == {202: 5, 429: 35}
    assert len(services.projects.exports(project_id)) == 5
    other = create_app(services=trusting(services)).test_client()
    behind = {"X-Forwarded-For": "127.0.0.9"}
    answer = other.post(f"{place}/exports", json={"format": "srt"}, headers=behind)
    assert answer.status_code == 202


def trusting(services: Services) -> Services:
    """The studio behind a proxy on its own machine."""
    settings = replace(services.settings, trusted_proxies=("127.0.0.1/32",))
    return replace(services, settings=settings)


def _hold_slot(folder: Path, held: str) -> None:
    with ChildSlots(folder, 2).taking():
        Path(held).touch()
        time.sleep(60)


def test_slots_for_children_are_shared_by_processes_and_outlive_none(tmp_path: Path) -> None:
    folder = tmp_path / "slots"
    holders = []
    for number in range(2):
        held = tmp_path / f"held{number}"
        holder = forking.Process(target=_hold_slot, args=(folder, str(held)))
        holder.start()
        holders.append(holder)
        while not held.exists():
            time.sleep(0.01)
    waiting = ChildSlots(folder, 2, wait_s=0.2)
    with pytest.raises(Busy), waiting.taking():
        pass
    holders[0].kill()
    with ChildSlots(folder, 2, wait_s=30).taking():
        pass
    holders[1].kill()
    for holder in holders:
        holder.join()


def test_no_more_children_run_than_there_are_slots(tmp_path: Path) -> None:
    slots, running, most = ChildSlots(tmp_path, 3), [0], [0]
    lock = threading.Lock()

    def work(_number: int) -> None:
        with slots.taking():
            with lock:
                running[0] += 1
                most[0] = max(most[0], running[0])
            time.sleep(0.01)
            with lock:
                running[0] -= 1

    with ThreadPoolExecutor(30) as pool:
        list(pool.map(work, range(60)))
    assert most == [3]


def test_a_project_and_its_job_are_written_together_or_not_at_all(table: TaskTable) -> None:
    store = ProjectStore(table._engine)

    def fail(_connection: object, _id: str) -> None:
        raise TooMany("no room")

    with pytest.raises(TooMany):
        store.create("p", "0" * 64, {}, also=fail)
    assert store.page(limit=9) == ()


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("studio")
    with serving(folder, MAX_CONCURRENT_JOBS="1", GUNICORN_CMD_ARGS="--workers 2") as address:
        yield address, folder


def _recording(number: int, folder: Path) -> bytes:
    path = folder / f"{number}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(number.to_bytes(2, "little") * 1600)
    return path.read_bytes()


def _upload(address: str, content: bytes) -> int:
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="engine"\r\n\r\nscripted\r\n',
        b'--x\r\nContent-Disposition: form-data; name="script"\r\n\r\nHello there.\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n',
        content,
        b"\r\n--x--\r\n",
    ]
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    request = Request(f"{address}/api/projects", b"".join(parts), headers)
    try:
        with urlopen(request, timeout=300) as answer:
            json.load(answer)
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_many_uploads_at_once_leave_nothing_half_done(
    studio: tuple[str, Path], tmp_path: Path
) -> None:
    address, folder = studio
    contents = [_recording(number, tmp_path) for number in range(_UPLOADS)]
    slowest, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            started = time.monotonic()
            with urlopen(f"{address}/health/live", timeout=60):
                slowest[0] = max(slowest[0], time.monotonic() - started)

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(_UPLOADS) as pool:
        statuses = Counter(pool.map(lambda content: _upload(address, content), contents))
    done.set()
    watcher.join()
    print(statuses, f"/health/live took {slowest[0] * 1000:.0f} ms at most")
    assert statuses == {202: _UPLOADS}
    engine = connect(f"sqlite:///{folder / 'instance' / 'vsl.sqlite'}")
    with engine.connect() as connection:
        owned = set(connection.scalars(select(project.c.sha256)))
        with_job = connection.scalar(select(func.count(task.c.project.distinct())))
    stored = {path.name for path in (folder / "instance" / "recordings").rglob("*/*")}
    assert stored == owned
    assert with_job == _UPLOADS
    engine.dispose()
