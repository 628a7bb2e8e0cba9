"""Whether Whisper's weights can be had."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from vsl.speech.recogniser import ListenOptions
from vsl.speech.registry import EngineChoice, choose_engine
from vsl.speech.weights import converted as converted_weights
from vsl.speech.weights import whisper as weights


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of weights; no package holds any."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(converted_weights, "CONVERSIONS", {})
    (tmp_path / "whisper").mkdir()
    return tmp_path / "whisper"


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], None]:
    """Sets what the weights' server answers: a size, or nothing."""

    def answer(size_bytes: int | None) -> None:
        monkeypatch.setattr(weights, "size_if_reachable", lambda _model: size_bytes)

    return answer


def test_whole_weights_are_at_hand_and_half_fetched_ones_are_not(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = hashlib.sha256(b"weights").hexdigest()
    monkeypatch.setitem(weights._SHA256, "large-v3-turbo", digest)
    assert not weights.at_hand("turbo")
    (cache / "large-v3-turbo.pt").write_bytes(b"weig")
    assert not weights.at_hand("turbo")
    (cache / "large-v3-turbo.pt").write_bytes(b"weights")
    assert weights.at_hand("turbo")


def test_a_checkpoint_is_at_hand_where_its_file_is(tmp_path: Path) -> None:
    (tmp_path / "own.pt").touch()
    assert weights.at_hand(str(tmp_path / "own.pt"))
    assert not weights.at_hand(str(tmp_path / "other.pt"))
    assert weights.size_if_reachable("other.pt") is None


def test_an_engine_that_is_named_is_taken() -> None:
    assert choose_engine("scripted", ListenOptions()) == EngineChoice("scripted")


def test_auto_takes_whisper_where_its_weights_are(tmp_path: Path) -> None:
    (tmp_path / "own.pt").touch()
    choice = choose_engine("auto", ListenOptions(), whisper_model=str(tmp_path / "own.pt"))
    assert choice == EngineChoice("whisper")


def test_auto_says_that_weights_are_fetched(network: Callable[[int | None], None]) -> None:
    network(145 << 20)
    choice = choose_engine("auto", ListenOptions())
    assert choice.name == "whisper"
    assert choice.notice == "The weights of Whisper base (145 MB) are fetched this once."


def test_auto_goes_on_without_weights_and_says_so(network: Callable[[int | None], None]) -> None:
    network(None)
    choice = choose_engine("auto", ListenOptions())
    assert choice.name == "sphinx"
    assert "so PocketSphinx listens. Expect a rough draft; add your script" in choice.notice


def test_auto_promises_exact_times_to_whoever_has_a_script(
    network: Callable[[int | None], None],
) -> None:
    network(None)
    assert "your script's words" in choose_engine("auto", ListenOptions(script="Hello.")).notice


def test_the_model_in_the_options_wins(
    tmp_path: Path, network: Callable[[int | None], None]
) -> None:
    network(None)
    (tmp_path / "own.pt").touch()
    options = ListenOptions(model=str(tmp_path / "own.pt"))
    assert choose_engine("auto", options, whisper_model="base").name == "whisper"
