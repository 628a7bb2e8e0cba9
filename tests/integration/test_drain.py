"""Told to leave (SIGTERM), every program hands over at once what it does, and nobody is blamed."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.chaos.studio import Studio, until
from tests.redis import RedisServer
from vsl.bootstrap import Services, bootstrap
from vsl.jobs.schema import task
from vsl.settings import Settings

LONG_LEASE_S = "600"  # whoever waited for its end would wait longer than any test
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
CONTENT = bytes(range(256)) * 40_000


@dataclass(frozen=True)
class House:
    """Programs that can be told to leave, and work that lasts until it may end."""

    studio: Studio
    services: Services
    gate: Path
    ending: ExitStack

    def line(self) -> http.client.HTTPConnection:
        """A line to the web server, which answers."""
        line = self.ending.enter_context(
            closing(http.client.HTTPConnection("127.0.0.1", self.studio.port, timeout=60))
        )

        def answers() -> bool:
            try:
                line.request("GET", "/health/live")
                return line.getresponse().read() == b""
            except OSError:
                line.close()
                return False

        until(answers, "the web server")
        return line

    def refuses(self) -> bool:
        """Whether nobody may come in any more."""
        try:
            socket.create_connection(("127.0.0.1", self.studio.port), timeout=60).close()
        except ConnectionRefusedError:
            return True
        return False

    def submit(self) -> str:
        """A new job of listening, which does not end before ``gate`` is there."""
        recording = self.services.settings.instance_dir.parent / "pitch.wav"
        recording.write_bytes(bytes(1000))
        kept = self.services.files.keep(recording)
        project = self.services.projects.create("p", kept.sha256, {}).id
        return self.services.tasks.submit("make", {"project": project}, project)

    def begin(self) -> str:
        """A new job that somebody works on, and has begun to."""
        job = self.submit()
        until(lambda: self.row(job).stage, "the job to begin")
        return job

    def row(self, job: str) -> Any:
        """What the table says of it."""
        with self.services.projects.engine.connect() as connection:
            return connection.execute(select(task).where(task.c.id == job)).one()

    def check_handed_over(self, job: str) -> None:
        """The work waits for whoever comes next, and nobody has done anything wrong."""
        row = self.row(job)
        assert (row.state, row.owner, row.losses, row.errors) == ("queued", None, 0, 0)

    def let_end(self, *jobs: str) -> None:
        """Until these jobs are done, none of which was ever lost."""
        self.gate.touch()
        for job in jobs:
            until(lambda job=job: self.row(job).state == "done", "the end of the job")
            assert (self.row(job).losses, self.row(job).errors) == (0, 0)


Open = Callable[..., House]


@pytest.fixture
def open_house(settings: Settings, tmp_path: Path) -> Iterator[Open]:
    with ExitStack() as stack:

        def build(redis: RedisServer | None = None, **environ: str) -> House:
            own = replace(settings, redis_url=redis.url if redis else "")
            services = bootstrap(own, start_runner=lambda: None)
            stack.callback(services.projects.engine.dispose)
            gate = tmp_path / "gate"
            names = ("instance_dir", "cache_dir", "redis_url")
            given = {name.upper(): str(getattr(own, name)) for name in names}
            given |= {
                "CHAOS_GATE": str(gate),
                "CHAOS_LEASE_S": LONG_LEASE_S,
                "MAX_CONCURRENT_JOBS": "1",
            }
            studio = Studio(tmp_path, {**given, **environ}, redis, workers=2)
            stack.callback(studio.close)
            return House(studio, services, gate, stack)

        yield build


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path) as server:
        yield server


def test_a_celery_worker_gives_its_work_to_another(open_house: Open, redis: RedisServer) -> None:
    house = open_house(redis)
    house.studio.start("worker0")
    first = house.begin()
    house.studio.start("worker1")
    second = house.begin()
    assert house.row(first).owner != house.row(second).owner
    house.studio.dismiss("worker0")
    house.check_handed_over(first)
    house.let_end(first, second)


def test_a_web_server_takes_its_runner_along_and_ends_its_streams(open_house: Open) -> None:
    house = open_house()
    house.studio.start()
    job = house.begin()
    line = house.line()
    line.request("GET", f"/api/events?job={job}")
    stream = line.getresponse()
    assert stream.readline().startswith(b"retry:")
    house.studio.dismiss("web")
    assert b"running" in stream.read()  # to its end, which came without a cut
    house.check_handed_over(job)
    assert house.studio.processes() == []
    house.studio.start()
    house.let_end(job)


def test_a_runner_alone_is_followed_by_another(open_house: Open) -> None:
    house = open_house()
    house.studio.start()
    job = house.begin()
    (runner,) = house.studio.those("runner")
    epoch = house.row(job).epoch
    runner.terminate()
    until(lambda: house.row(job).epoch > epoch, "somebody else to take the job")
    house.let_end(job)


def test_a_runner_stays_for_another_web_server(open_house: Open, tmp_path: Path) -> None:
    house = open_house()
    house.studio.start()
    job = house.begin()
    (tmp_path / "other").mkdir()
    own = house.services.settings
    folders = {"INSTANCE_DIR": str(own.instance_dir), "CACHE_DIR": str(own.cache_dir)}
    other = replace(house, studio=Studio(tmp_path / "other", folders))
    try:
        other.studio.start()
        other.line()
        other.studio.dismiss("web")
        assert (house.row(job).state, house.row(job).epoch) == ("running", 1)
    finally:
        other.studio.close()


def test_whoever_tells_all_at_once_blames_nobody(open_house: Open) -> None:
    house = open_house()
    house.studio.start()
    job = house.begin()
    for process in house.studio.processes():
        process.terminate()
    until(lambda: not house.studio.processes(), "all to leave")
    house.check_handed_over(job)


def new_upload(line: http.client.HTTPConnection) -> str:
    line.request("POST", "/api/uploads", headers={**TUS, "Upload-Length": str(len(CONTENT))})
    answer = line.getresponse()
    answer.read()
    return str(answer.headers["Location"])


def offset_of(line: http.client.HTTPConnection, place: str) -> int:
    line.request("HEAD", place, headers=TUS)
    answer = line.getresponse()
    answer.read()
    return int(answer.headers["Upload-Offset"])


def send_half(house: House, line: http.client.HTTPConnection, place: str) -> None:
    """Half of a piece, of which the server has begun to write."""
    line.putrequest("PATCH", place)
    for name, text in {**PIECE, "Content-Length": str(len(CONTENT))}.items():
        line.putheader(name, text)
    line.endheaders()
    line.send(CONTENT[: len(CONTENT) // 2])
    until(lambda: offset_of(house.line(), place) > 0, "the first bytes to arrive")


def test_an_upload_under_way_ends_while_others_are_sent_elsewhere(open_house: Open) -> None:
    house = open_house(MAX_FILE_SIZE="1GB")
    house.studio.start()
    line = house.line()
    place = new_upload(line)
    send_half(house, line, place)
    house.studio.tell("web")
    until(house.refuses, "the port to close")
    line.send(CONTENT[len(CONTENT) // 2 :])
    answer = line.getresponse()
    assert answer.status == 422, answer.read()  # all is there, and is no recording
    answer.read()
    until(lambda: not house.studio.processes(), "all to leave")


def test_an_upload_that_stalls_goes_on_where_it_stopped(open_house: Open) -> None:
    house = open_house(GUNICORN_CMD_ARGS="--graceful-timeout 1")
    house.studio.start()
    line = house.line()
    place = new_upload(line)
    send_half(house, line, place)
    house.studio.dismiss("web")
    house.studio.start()
    done = offset_of(house.line(), place)
    assert 0 < done <= len(CONTENT) // 2
    (part,) = (house.services.settings.instance_dir / "uploads").glob("*.part")
    assert part.read_bytes() == CONTENT[:done]
