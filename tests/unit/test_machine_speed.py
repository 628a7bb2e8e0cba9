"""What a machine measured is believed as long as it is the same machine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from vsl.ops.metrics import Metrics, StageRun
from vsl.settings import Settings
from vsl.speech.listening_time import Pace
from vsl.speech.recogniser import ListenOptions
from vsl.workflows import machine_speed as module
from vsl.workflows.forecast import forecast
from vsl.workflows.machine_speed import (
    ProbedSpeed,
    probe_file,
    read_measured,
    read_probe,
    write_probe,
)

_PACE = Pace(7.0, ((5.0, 3.0), (105.0, 43.0)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    own = Settings(cache_dir=tmp_path / "cache", instance_dir=tmp_path)
    write_probe(
        own, [ProbedSpeed("sphinx", "", _PACE), ProbedSpeed("whisper", "base", None, "no room")]
    )
    return own


def test_the_probe_is_kept_and_a_failure_is_not(settings: Settings) -> None:
    assert read_probe(settings) == {("sphinx", ""): _PACE}
    assert read_measured(settings).paces == read_probe(settings)


def test_the_first_promise_rests_on_the_probe(settings: Settings) -> None:
    promised = forecast(
        60_000,
        ListenOptions(),
        engine="sphinx",
        settings=settings,
        metrics=Metrics(settings.instance_dir / "none"),
    )
    assert promised.seconds == 7 + 3 + 40 * 55 / 100
    assert promised.line == "PocketSphinx · about 30 s on this machine"


def test_work_that_was_done_is_measured_too(settings: Settings) -> None:
    Metrics(settings.instance_dir / "metrics").record(
        StageRun("listen", 120, 60, "whisper", model="base", start_s=60)
    )
    assert read_measured(settings).factors == {("whisper", "base"): 1.0}


@pytest.mark.parametrize("changed", ["usable_cores", "count_threads", "_processor"])
def test_another_machine_ignores_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    monkeypatch.setattr(module, changed, lambda *_: "another")
    assert read_probe(settings) == {}


def test_other_versions_or_weights_ignore_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "own.pt"
    checkpoint.write_bytes(b"weights")
    own = replace(settings, whisper_model=str(checkpoint))
    write_probe(own, [ProbedSpeed("whisper", str(checkpoint), _PACE)])
    assert read_probe(own) == {("whisper", "own"): _PACE}
    assert str(tmp_path) not in probe_file(own).read_text("utf-8")
    checkpoint.write_bytes(b"other weights")
    assert read_probe(own) == {}
    write_probe(own, [ProbedSpeed("whisper", str(checkpoint), _PACE)])
    monkeypatch.setattr(module, "_version", lambda _package: "99")
    assert read_probe(own) == {}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"machine": 1}', '{"machine": {}, "engines": 3}']
)
def test_a_damaged_file_is_none(settings: Settings, text: str) -> None:
    probe_file(settings).write_text(text, "utf-8")
    assert read_probe(settings) == {}


@pytest.mark.parametrize(
    "points", [None, [], 3, [[5, -1]], [[5, "much"]], [[5, 0]], [[0, 1]], [[9, 1], [5, 2]], [[5]]]
)
def test_a_pace_that_is_none_is_ignored(settings: Settings, points: object) -> None:
    kept = json.loads(probe_file(settings).read_text("utf-8"))
    kept["engines"][0]["points"] = points
    probe_file(settings).write_text(json.dumps(kept), "utf-8")
    assert read_probe(settings) == {}
