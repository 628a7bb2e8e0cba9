"""``auto`` takes the engine that is fastest here, by figures that were got alike."""

from __future__ import annotations

import pytest

from vsl.speech import registry as engines
from vsl.speech.listening_time import Key, Machine, MeasuredSpeeds, Pace
from vsl.speech.parakeet.weights import DEFAULT as PARAKEET
from vsl.speech.recogniser import ListenOptions
from vsl.speech.registry import choose_engine

_WHISPER, _FASTER = ("whisper", "base"), ("faster-whisper", "base")
_PROCESSOR, _GPU = Machine(2, 8 << 30), Machine(8, 32 << 30, 16 << 30)
_ENGLISH = ListenOptions("en")


@pytest.fixture(autouse=True)
def weights_of_every_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    for adapter in (engines.weights, engines.faster_whisper, engines.parakeet):
        monkeypatch.setattr(adapter, "at_hand", lambda _model: True)


def _paces(**factors: float) -> dict[Key, Pace]:
    """Paces by factor; ``faster`` is faster-whisper."""
    models = {"whisper": _WHISPER, "faster": _FASTER, "parakeet": ("parakeet", PARAKEET)}
    return {models[name]: Pace(9.0, ((180.0, 180 * factor),)) for name, factor in factors.items()}


def _choose(
    measured: MeasuredSpeeds = MeasuredSpeeds(),  # noqa: B008 -- a frozen value
    machine: Machine = _PROCESSOR,
    options: ListenOptions = _ENGLISH,
) -> str:
    return choose_engine("auto", options, measured=measured, machine=machine).name


def test_nothing_measured_the_usual_figures_decide() -> None:
    assert _choose() == "whisper"
    assert _choose(machine=_GPU) == "faster-whisper"


@pytest.mark.parametrize(
    ("whisper", "faster", "taken"),
    [
        (0.10, 0.05, "faster-whisper"),
        (0.05, 0.10, "whisper"),
        (0.10, 0.10, "whisper"),
        (0.10, 0.096, "whisper"),  # a tie
        (0.10, 0.094, "faster-whisper"),
    ],
)
def test_the_probe_decides_but_for_ties(whisper: float, faster: float, taken: str) -> None:
    assert _choose(MeasuredSpeeds(_paces(whisper=whisper, faster=faster))) == taken


def test_the_start_of_a_process_does_not_count() -> None:
    measured = MeasuredSpeeds(
        {_WHISPER: Pace(60.0, ((180.0, 9.0),)), _FASTER: Pace(0.0, ((180.0, 10.0),))}
    )
    assert _choose(measured) == "whisper"


def test_the_probe_goes_before_finished_work_which_had_a_load_of_its_own() -> None:
    factors = {_WHISPER: 0.1, _FASTER: 0.2}
    assert _choose(MeasuredSpeeds(_paces(whisper=0.2, faster=0.1), factors)) == "faster-whisper"
    assert _choose(MeasuredSpeeds({}, factors)) == "whisper"
    assert _choose(MeasuredSpeeds({}, {_WHISPER: 0.2, _FASTER: 0.1})) == "faster-whisper"


def test_figures_that_were_got_otherwise_are_not_compared() -> None:
    """A busy afternoon made Whisper slow; nobody knows what it would have made of the other."""
    assert _choose(MeasuredSpeeds({}, {_WHISPER: 5.0})) == "whisper"
    assert _choose(MeasuredSpeeds(_paces(whisper=5.0), {_FASTER: 0.01})) == "whisper"


def test_an_engine_alone_is_taken_however_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines.weights, "at_hand", lambda _model: False)
    assert _choose(MeasuredSpeeds(_paces(faster=9.0))) == "faster-whisper"


def test_parakeet_is_taken_where_it_was_probed_and_knows_the_language() -> None:
    fast = MeasuredSpeeds(_paces(whisper=0.1, faster=0.1, parakeet=0.02))
    assert _choose(fast) == _choose(fast, options=ListenOptions("pt-BR")) == "parakeet"
    for options in (ListenOptions(), ListenOptions("ja"), ListenOptions("en", model="small")):
        assert _choose(fast, options=options) != "parakeet"
    assert _choose(MeasuredSpeeds(_paces(whisper=0.1, faster=0.1))) == "whisper"
    assert _choose(MeasuredSpeeds({}, {("parakeet", PARAKEET): 0.001})) == "whisper"
