"""Which model is recommended, how long it will take, and how people are told."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.speech import listening_time
from vsl.speech.advice import recommend_model, say_duration
from vsl.speech.listening_time import MODEL_GB, Machine, MeasuredSpeeds, Pace, estimate, usual_pace

_GB = 1 << 30
_MINUTE_MS = 60_000
_SMALL = Machine(cores=2, memory_bytes=8 * _GB)
_GPU = Machine(cores=8, memory_bytes=32 * _GB, gpu_memory_bytes=8 * _GB)


@pytest.mark.parametrize(
    ("minutes", "machine", "language", "model"),
    [
        (20, _SMALL, "en", "base"),  # general use
        (20, _SMALL, None, "base"),
        (200, _SMALL, "en", "tiny"),  # very long on a CPU
        (5, _SMALL, "en", "small"),  # short
        (2, _SMALL, "en", "medium"),
        (20, _SMALL, "pt", "small"),  # small models hear other languages less well
        (60, Machine(16, 32 * _GB), "en", "base"),
        (180, Machine(16, 32 * _GB), "en", "base"),  # more cores, more patience
        (5, Machine(2, 2 * _GB), "en", "base"),  # no room for small
        (5, Machine(2, 1 * _GB), "en", "tiny"),
        (5, Machine(2, 0), "en", "tiny"),
        (60, _GPU, "en", "turbo"),
        (60, Machine(8, 32 * _GB, 5 * _GB), "en", "medium"),
        (60, Machine(8, 32 * _GB, 3 * _GB), "en", "small"),
        (60, Machine(8, 32 * _GB, 2 * _GB), "en", "base"),
        (240, Machine(8, 32 * _GB, 2 * _GB), "en", "base"),  # on a GPU nothing is very long
    ],
)
def test_the_model_follows_length_machine_and_language(
    minutes: int, machine: Machine, language: str | None, model: str
) -> None:
    assert recommend_model(minutes * _MINUTE_MS, machine, language).model == model


def test_a_slow_machine_is_spared_by_what_it_measured() -> None:
    slow = MeasuredSpeeds(factors={("whisper", "base"): 2.5})
    advice = recommend_model(20 * _MINUTE_MS, _SMALL, "en", slow)
    assert advice.model == "tiny"
    assert advice.reason == (
        "20 min would take base 50 min on this machine; tiny is done in 28 min,"
        " take what it hears as a draft."
    )


def test_every_recommendation_says_why() -> None:
    assert recommend_model(20 * _MINUTE_MS, _SMALL, "en").reason == (
        "Base is the model for general use."
    )
    assert recommend_model(5 * _MINUTE_MS, _SMALL, "en").reason == (
        "5 min are short enough for small, which hears better than base."
    )
    assert recommend_model(5 * _MINUTE_MS, _GPU, "en").reason == (
        "The GPU has room for turbo, which hears better than base."
    )


@given(
    st.integers(0, 14_400_000),
    st.integers(1, 128),
    st.integers(0, 64 * _GB),
    st.integers(0, 80 * _GB),
    st.sampled_from([None, "en", "pt", "und"]),
)
def test_what_is_recommended_fits_and_is_estimated(
    duration_ms: int, cores: int, memory: int, gpu_memory: int, language: str | None
) -> None:
    machine = Machine(cores, memory, gpu_memory)
    advice = recommend_model(duration_ms, machine, language)
    assert advice.model == "tiny" or machine.holds(advice.model)
    assert advice.seconds == estimate(duration_ms, "whisper", advice.model, machine=machine)


def test_a_measured_factor_is_believed() -> None:
    def seconds(engine: str, model: str, known: str, factor: float) -> float:
        return estimate(100_000, engine, model, MeasuredSpeeds(factors={(engine, known): factor}))

    assert seconds("sphinx", "en-us", "en-us", 0.5) == pytest.approx(1 + 50)
    assert seconds("sphinx", "", "en-us", 0.3) == pytest.approx(1 + 30)
    assert seconds("parakeet", "acme", "acme", 0.1) == pytest.approx(5 + 10)
    letter = MeasuredSpeeds(factors={("whisper", "acme"): 0.2})
    assert estimate(180_000, "whisper", "/srv/acme.pt", letter) == pytest.approx(5 + 36)


def test_a_model_that_was_not_measured_is_reckoned_from_one_that_was() -> None:
    twice_as_slow = MeasuredSpeeds(factors={("whisper", "base"): 2 * 0.053})
    usual = estimate(1_000_000, "whisper", "small") - 5
    assert estimate(1_000_000, "whisper", "small", twice_as_slow) - 5 == pytest.approx(2 * usual)


def test_one_engine_says_nothing_of_another() -> None:
    assert estimate(
        100_000, "whisper", "base", MeasuredSpeeds(factors={("sphinx", ""): 9.0})
    ) == estimate(100_000, "whisper", "base")


def test_larger_models_take_longer_and_more_cores_less_long() -> None:
    one, eight = (Machine(cores, 8 * _GB) for cores in (1, 8))
    for smaller, larger in (("tiny", "base"), ("base", "small"), ("medium", "large-v3")):
        assert estimate(600_000, "whisper", smaller) < estimate(600_000, "whisper", larger)
    for engine in ("whisper", "faster-whisper", "parakeet", "sphinx"):
        fast, slow = (estimate(600_000, engine, machine=machine) for machine in (eight, one))
        assert fast < slow


def test_parakeet_takes_what_its_authors_measured() -> None:
    laptop, with_gpu = Machine(4, 8 * _GB), Machine(8, 32 * _GB, 16 * _GB)
    start = estimate(0, "parakeet", machine=laptop)
    assert estimate(950_000, "parakeet", machine=laptop) - start == pytest.approx(100, rel=0.01)
    assert estimate(570_000, "parakeet", machine=with_gpu) - start == pytest.approx(10, rel=0.25)


_PROBED = MeasuredSpeeds({("whisper", "base"): Pace(4.0, ((5.0, 3.0), (105.0, 13.0)))})


def test_a_short_recording_takes_longer_than_its_share() -> None:
    seconds = [estimate(ms, "whisper", "base", _PROBED) for ms in (1_000, 5_000, 55_000, 210_000)]
    assert seconds == [4 + 3, 4 + 3, 4 + 8, 4 + 26]
    for engine in ("whisper", "faster-whisper"):
        start_s = usual_pace((engine, "base"), None).start_s
        eight, letter = (estimate(ms, engine, "base") - start_s for ms in (8_000, 180_000))
        assert eight > 2 * letter * 8 / 180


def test_what_listening_took_corrects_the_probe_and_keeps_its_proportions() -> None:
    slow = MeasuredSpeeds(_PROBED.paces, {("whisper", "base"): 26 / 105})  # twice as slow
    assert estimate(5_000, "whisper", "base", slow) == pytest.approx(4 + 2 * 3)
    assert estimate(105_000, "whisper", "base", slow) == pytest.approx(4 + 26)


def test_another_model_starts_as_the_probed_one_does() -> None:
    usual = [estimate(600_000, "whisper", model) - 5 for model in ("small", "base")]
    probed = estimate(600_000, "whisper", "small", _PROBED)
    assert probed == pytest.approx(4 + 600 * 13 / 105 * usual[0] / usual[1])


def test_models_of_parakeet_are_told_apart() -> None:
    measured = MeasuredSpeeds({("parakeet", "parakeet-tdt-0.6b-v3"): Pace(2.0, ((180.0, 9.0),))})
    assert measured.has(("parakeet", "parakeet-tdt-0.6b-v3"))
    assert not measured.has(("parakeet", "parakeet-tdt-0.6b-v3-int8"))


def test_on_processors_whisper_is_faster_and_on_a_gpu_faster_whisper() -> None:
    for machine, quicker in ((_SMALL, "whisper"), (_GPU, "faster-whisper")):
        seconds = {
            engine: estimate(3_600_000, engine, "base", machine=machine)
            for engine in ("whisper", "faster-whisper")
        }
        assert min(seconds, key=lambda engine: seconds[engine]) == quicker


def test_the_examples_are_true() -> None:
    assert doctest.testmod(listening_time).failed == 0


def test_what_is_read_and_not_heard_takes_no_time() -> None:
    assert estimate(3_600_000, "captions") == 0


def test_every_model_has_a_place_in_the_memory_table() -> None:
    assert list(MODEL_GB.values()) == sorted(MODEL_GB.values())


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "5 s"),
        (38.2, "40 s"),
        (57, "55 s"),
        (58, "1 min"),
        (89, "1 min"),
        (200, "3 min"),
        (3_560, "59 min"),
        (3_600, "1 h"),
        (4_870, "1 h 20 min"),
        (7_150, "2 h"),
    ],
)
def test_lengths_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert say_duration(seconds) == said
