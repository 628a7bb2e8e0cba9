"""The processes of compose.yaml: all of the way, from file to captions, leads through nginx."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.chaos.studio import Listener, until
from tests.fleet import Fleet, fleet
from vsl.client import Client
from vsl.client import upload as uploads

RECORDING = Path(__file__).parents[1] / "data" / "sentences.flac"
_PIECES = 8


@pytest.fixture
def whole(postgres: str, s3: str, tmp_path: Path) -> Iterator[Fleet]:
    with fleet(tmp_path, postgres, s3) as found:
        yield found


def answers(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET", "/ready")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


@pytest.mark.slow
def test_a_recording_becomes_captions_while_a_web_process_is_replaced(
    whole: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_PIECE_BYTES", RECORDING.stat().st_size // _PIECES + 1)
    for port in whole.ports:
        until(lambda port=port: answers(port), "both web processes")
    studio = Client(whole.address, timeout_s=60.0, patience_s=300.0)
    started = studio.make(RECORDING)
    listener = Listener(whole.port, [started.id])
    try:
        until(lambda: listener.heard[started.job], "the first event")
        whole.dismiss("web0")
        assert studio.wait(started.job).state == "done"
        whole.start("web0")
        until(lambda: answers(whole.ports[0]), "the new web process")
        whole.dismiss("web1")
        export = studio.export(started.id, "srt")
        studio.download(export, tmp_path / "captions.srt")
        until(lambda: len(listener.heard) == 2 and told_the_end(listener), "all events")
    finally:
        listener.close()
    assert "-->" in (tmp_path / "captions.srt").read_text()
    assert listener.returns >= 2
    for events in listener.heard.values():
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    whole.dismiss()


def told_the_end(listener: Listener) -> bool:
    return all(events and events[-1]["state"] == "done" for events in listener.heard.values())
