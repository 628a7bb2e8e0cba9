"""The client for Python speaks with the studio, over lines that break and servers that die."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from app import create_app
from tests.cut_line import cut_line
from tests.ports import free_port
from tests.server import Server
from vsl.bootstrap import Services
from vsl.client import Changed, Client, Job, JobEnded, Refused, Unreachable
from vsl.client import upload as uploads
from vsl.errors import BadInput
from vsl.jobs.task import Failure
from vsl.web import events

INF = float("inf")
_SAID = "1\n00:00:00,000 --> 00:00:00,900\nHello again\n"


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services=services)


@pytest.fixture
def server(app: Flask) -> Iterator[BaseWSGIServer]:
    """The application behind a real port."""
    server = make_server("127.0.0.1", free_port(), app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(server: BaseWSGIServer) -> Client:
    return _client(f"http://127.0.0.1:{server.port}")


def _client(address: str, **more: str) -> Client:
    return Client(address, timeout_s=60.0, patience_s=300.0, **more)


def _export(services: Services, project_id: str, content: bytes) -> str:
    """The id of a finished export with that content."""
    export = services.projects.add_export(project_id, "txt", {})
    with services.files.writing_export(export, ".txt") as target:
        target.write_bytes(content)
    return export


def test_a_recording_arrives_with_its_options_and_files(
    client: Client, services: Services, recording: Path, tmp_path: Path
) -> None:
    script = tmp_path / "a “letter”.md"
    script.write_text("Hello, **again**.", encoding="utf-8")
    heard: list[tuple[int, int]] = []
    started = client.make(
        recording, script=script, preset="punchy", sent=lambda *so_far: heard.append(so_far)
    )
    row = services.projects.get(started.id)
    assert row.name == "pitch"
    assert row.options["preset"] == "punchy"
    assert row.options["script"].strip() == "Hello, **again**."
    size = recording.stat().st_size
    assert heard == [(0, size), (size, size)]
    assert client.job(started.job).state == "queued"
    assert [each.id for each in client.projects()] == [started.id]
    assert client.project(started.id)["state"] == "working"
    assert client.cancel(started.job).is_over
    client.remove(started.id)
    assert not list(client.projects())


def test_every_page_of_the_list_is_read(client: Client, services: Services) -> None:
    made = [services.projects.create(f"{n}", "0" * 64, {}).id for n in range(53)]
    assert [each.id for each in client.projects()] == made[::-1]


def test_an_upload_goes_on_over_a_broken_line(
    server: BaseWSGIServer, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piece = 1 << 20
    monkeypatch.setattr(uploads, "_PIECE_BYTES", piece)
    long = tmp_path / "long.wav"
    long.write_bytes(os.urandom(5 * piece + 17))
    whole, half = (INF, INF), (piece / 2, INF)
    # begin, ask, a piece, half of one, ask, a piece whose answer is lost
    with cut_line(server.port, whole, whole, whole, half, whole, (INF, 1)) as line:
        started = _client(line.address).make(long)
        assert line.there_bytes <= long.stat().st_size + piece + 20_000
    kept = services.files.recording(services.projects.get(started.id).sha256)
    assert kept.read_bytes() == long.read_bytes()


def test_what_was_begun_before_a_crash_is_gone_on_with(
    client: Client, services: Services, recording: Path
) -> None:
    upload = client.begin_upload(recording)
    started = client.make(recording, upload=upload)
    assert services.projects.get(started.id).name == "pitch"


def test_an_answer_that_is_lost_does_not_make_two(
    server: BaseWSGIServer, services: Services, project_id: str
) -> None:
    with cut_line(server.port, (INF, 1), (INF, 0)) as line:
        client = _client(line.address)
        started = client.start_export(project_id, "srt")
        assert line.connections == 3
    assert [each.id for each in services.projects.exports(project_id)] == [started.id]


def test_the_stream_tells_each_step_and_goes_on_where_it_broke(
    server: BaseWSGIServer, services: Services, project_id: str
) -> None:
    job = services.tasks.submit("export", {}, project_id)
    told: list[Job] = []
    moved = threading.Event()

    def hear(step: Job) -> None:
        told.append(step)
        moved.set()

    # the look, a stream that breaks in its first event, the look after it
    with cut_line(server.port, (INF, INF), (INF, 400), (INF, INF)) as line:
        client = _client(line.address)
        waiting = threading.Thread(target=client.wait, args=(job,), kwargs={"tell": hear})
        waiting.start()
        moved.wait(60)
        claim = services.tasks.claim("test")
        assert claim
        services.tasks.finish(claim, {})
        waiting.join(60)
        assert not waiting.is_alive()
    assert told[0].state == "queued"
    assert (told[-1].state, told[-1].percent) == ("done", 100)


def test_without_a_stream_it_looks_now_and_then(
    app: Flask, client: Client, services: Services, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise events.TooManyListeners

    monkeypatch.setitem(app.view_functions, "events.stream", full)
    job = services.tasks.submit("export", {}, project_id)

    def fail(_: Job) -> None:
        if claim := services.tasks.claim("test"):
            services.tasks.retry_or_fail(claim, Failure("bad_input", "Nobody speaks in it."))

    with pytest.raises(JobEnded, match="Nobody speaks in it") as ended:
        client.wait(job, tell=fail)
    assert ended.value.job.state == "failed"


def test_waiting_has_an_end(client: Client, services: Services, project_id: str) -> None:
    job = services.tasks.submit("export", {}, project_id)
    with pytest.raises(TimeoutError, match="not done after 0 seconds"):
        client.wait(job, timeout_s=0.0)


def test_a_deck_is_changed_in_turn(client: Client, project_id: str) -> None:
    first = client.deck(project_id)
    hide = {"edit": "hide", "slide": "s2"}
    second = client.edit(project_id, [hide], etag=first.etag)
    assert second.slides[1]["hidden"] is True
    with pytest.raises(Changed, match="changed meanwhile") as changed:
        client.edit(project_id, [hide], etag=first.etag)
    assert (changed.value.newer, changed.value.status_code) == (second, 412)
    assert client.undo(project_id).slides == first.slides
    assert client.redo(project_id).slides == second.slides


def test_a_document_changed_elsewhere_is_saved_once(client: Client, project_id: str) -> None:
    first = client.deck(project_id)
    document = {**first.document, "slides": [{**row, "text": "Hi"} for row in first.slides]}
    saved = client.save(project_id, replace(first, document=document))
    assert [row["text"] for row in client.deck(project_id).slides] == ["Hi", "Hi"]
    assert saved.project().deck.slides[0].text == "Hi"
    with pytest.raises(Changed) as changed:
        client.save(project_id, first)
    assert changed.value.newer == saved
    foreign = {**document, "media": {**document["media"], "sha256": "f" * 64}}
    with pytest.raises(Refused, match="another recording"):
        client.save(project_id, replace(saved, document=foreign))


def test_a_save_whose_answer_is_lost_is_no_conflict(
    server: BaseWSGIServer, client: Client, project_id: str
) -> None:
    first = client.deck(project_id)
    document = {**first.document, "preset": "punchy"}
    with cut_line(server.port, (INF, 1)) as line:
        saved = _client(line.address).save(project_id, replace(first, document=document))
    assert saved == client.deck(project_id)


def test_a_file_comes_whole_over_a_broken_line_or_not_at_all(
    server: BaseWSGIServer, services: Services, project_id: str, tmp_path: Path
) -> None:
    content = os.urandom(3 << 20)
    export = _export(services, project_id, content)
    target = tmp_path / "out" / "file.txt"
    with cut_line(server.port, (INF, 1 << 20), (INF, 5), (INF, 1 << 20)) as line:
        _client(line.address).download(export, target)
    assert target.read_bytes() == content
    with pytest.raises(Refused, match="There is no export"):
        _client(f"http://127.0.0.1:{server.port}").download("none", tmp_path / "none.txt")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["file.txt"]
    assert not (tmp_path / "none.txt").exists()


def test_looks_are_listed(client: Client) -> None:
    looks = client.themes()
    assert "night" in [look.name for look in looks]
    assert not any(look.own for look in looks)


@pytest.mark.parametrize("call", [Client.project, Client.deck, Client.job, Client.remove])
def test_a_no_is_told_in_the_servers_words(
    client: Client, call: Callable[[Client, str], object]
) -> None:
    with pytest.raises(Refused, match="There is no") as refused:
        call(client, "nobody")
    assert (refused.value.status_code, refused.value.reason) == (404, "not_found")


def test_who_is_not_there_is_named(recording: Path) -> None:
    with pytest.raises(Unreachable, match="can't be reached: Connection refused"):
        Client("http://127.0.0.1:1", patience_s=0.0).make(recording)
    with pytest.raises(BadInput, match="no address"):
        Client("file:///etc/passwd")
    with pytest.raises(BadInput, match="The key has a character"):
        Client("http://127.0.0.1:1", key="…")


def test_another_server_is_told_from_a_studio(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "themes.index", lambda: "Welcome to nginx!")
    with pytest.raises(Refused, match="is no studio"):
        client.themes()


def test_programs_can_check_their_types_against_it(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from pathlib import Path\n"
        "from vsl.client import Client, Started\n"
        "started: Started = Client('http://host').make(Path('a.mp4'), preset='punchy')\n"
        "reveal_type(started.job)\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", program.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert 'Revealed type is "str"' in done.stdout.replace("builtins.", ""), done.stdout


@pytest.mark.slow
def test_a_server_that_is_killed_midway_costs_time_and_nothing_else(tmp_path: Path) -> None:
    recording = tmp_path / "pitch.wav"
    with wave.open(str(recording), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(os.urandom(20 << 20))
    server = Server(tmp_path, API_KEY="open sesame, please")
    try:
        client = _client(server.address, key="open sesame, please")
        restarts: list[threading.Thread] = []

        def sent(here: int, _all: int) -> None:
            if here and not restarts:
                restarts.append(_restarted(server))

        started = client.make(recording, captions=_SAID, sent=sent)
        (midway,) = restarts
        midway.join()
        after = _restarted(server)
        assert client.wait(started.job).state == "done"
        after.join()
        export = client.export(started.id, "txt")
        client.download(export, tmp_path / "slides.txt")
    finally:
        server.kill()
    assert "Hello again" in (tmp_path / "slides.txt").read_text()


def _restarted(server: Server) -> threading.Thread:
    """Kill the server now, and have it back in a while."""
    server.kill()
    back = threading.Thread(target=server.start)
    back.start()
    return back
