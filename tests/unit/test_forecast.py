"""What people are told before listening starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vsl.errors import BadInput
from vsl.model.project import Transcript, Word
from vsl.ops.gpu import read_answer
from vsl.ops.metrics import Metrics, StageRun
from vsl.settings import Settings
from vsl.speech.advice import Recommendation
from vsl.speech.listening_time import Machine
from vsl.speech.recogniser import ListenOptions
from vsl.speech.registry import EngineChoice
from vsl.workflows import forecast as module
from vsl.workflows.forecast import Forecast, forecast

_MINUTE_MS = 60_000
_BASE = Forecast("whisper", "base", 180.0, {}, None)


def _ask(folder: Path, minutes: float, engine: str = "whisper", **options: str) -> Forecast:
    return forecast(
        round(minutes * _MINUTE_MS),
        ListenOptions(**options),
        engine=engine,
        settings=Settings(cache_dir=folder),
        metrics=Metrics(folder),
    )


@pytest.fixture(autouse=True)
def a_small_machine_with_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "read_machine", lambda _settings: Machine(2, 8 << 30))
    monkeypatch.setattr(module.weights, "at_hand", lambda _model: True)
    monkeypatch.setattr(module.weights, "size_if_reachable", lambda _model: None)
    monkeypatch.setattr(module, "choose_engine", lambda name, *_, **__: EngineChoice(name))
    monkeypatch.setattr(module, "check_listener", lambda *_: None)


def test_the_line_names_engine_model_and_time() -> None:
    assert _BASE.line == "Whisper base · about 3 min on this machine"
    assert Forecast("sphinx", "", 40, {}, None).line == "PocketSphinx · about 40 s on this machine"
    assert Forecast("captions", "", 0, {}, None).line == "Your captions · nothing to listen to"


def test_the_line_tells_no_path() -> None:
    own = replace(_BASE, engine="faster-whisper", model="/srv/models/acme-v2.pt")
    assert own.line == "Whisper acme-v2 (faster-whisper) · about 3 min on this machine"


def test_the_advice_says_what_another_model_would_do() -> None:
    larger = replace(_BASE, recommended=Recommendation("small", "", 540.0))
    assert larger.advice == "Whisper small would be more exact, about 9 min"
    smaller = replace(_BASE, recommended=Recommendation("tiny", "", 60.0))
    assert smaller.advice == "Whisper tiny would be done in about 1 min, as a draft"
    assert _BASE.advice == ""


def test_a_short_recording_has_time_for_a_larger_model(tmp_path: Path) -> None:
    told = _ask(tmp_path, 5)
    assert (told.engine, told.model) == ("whisper", "base")
    assert told.recommended
    assert told.recommended.model == "small"
    assert told.models["tiny"] < told.models["base"] == told.seconds < told.models["small"]


def test_the_model_that_was_chosen_is_the_one_that_is_timed(tmp_path: Path) -> None:
    told = _ask(tmp_path, 5, model="small")
    assert (told.model, told.seconds, told.recommended) == ("small", told.models["small"], None)


def test_a_model_that_cannot_be_had_is_not_recommended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.weights, "at_hand", lambda model: model == "base")
    assert _ask(tmp_path, 5).recommended is None


def test_nothing_is_recommended_beside_a_checkpoint_of_ones_own(tmp_path: Path) -> None:
    assert _ask(tmp_path, 5, model="/models/own.pt").recommended is None


def test_what_the_machine_measured_is_believed(tmp_path: Path) -> None:
    Metrics(tmp_path).record(StageRun("listen", 120, 60, "faster-whisper", model="base"))
    assert _ask(tmp_path, 10, "faster-whisper").seconds == pytest.approx(1200, abs=5)
    assert _ask(tmp_path, 10).seconds < 60


def test_an_engine_without_models_is_timed_alone(tmp_path: Path) -> None:
    told = _ask(tmp_path, 10, "sphinx")
    assert (told.model, told.models, told.recommended) == ("", {}, None)
    assert _ask(tmp_path, 10, "openai").model == "whisper-1"


def test_an_engine_that_cannot_listen_is_no_forecast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    with pytest.raises(BadInput, match="captions file"):
        _ask(tmp_path, 1, "captions")
    captions = Transcript((Word("Hello", 0, 500),), "en", "captions")
    told = forecast(
        _MINUTE_MS,
        ListenOptions(captions=captions),
        engine="auto",
        settings=Settings(cache_dir=tmp_path),
        metrics=Metrics(tmp_path),
    )
    assert (told.engine, told.seconds) == ("captions", 0.0)


def test_the_largest_card_counts() -> None:
    assert read_answer("8192\n24576\n") == 24_576 << 20
    assert read_answer("[N/A]\n") == 0
