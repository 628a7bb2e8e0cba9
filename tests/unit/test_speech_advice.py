"""Which model is recommended, how long it will take, and how people are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.speech.advice import (
    MODEL_GB,
    Machine,
    estimate,
    recommend_model,
    say_duration,
    say_estimate,
)

_GB = 1 << 30
_MINUTE_MS = 60_000
_SMALL = Machine(cores=2, memory_bytes=8 * _GB)
_GPU = Machine(cores=8, memory_bytes=32 * _GB, gpu_memory_bytes=8 * _GB)


@pytest.mark.parametrize(
    ("minutes", "machine", "language", "model"),
    [
        (20, _SMALL, "en", "base"),  # general use
        (20, _SMALL, None, "base"),
        (180, _SMALL, "en", "tiny"),  # very long on a CPU
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
    slow = {("whisper", "base"): 2.5}
    advice = recommend_model(20 * _MINUTE_MS, _SMALL, "en", slow)
    assert advice.model == "tiny"
    assert advice.reason == (
        "20 min would take base 50 min on this machine; tiny is done in 25 min,"
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
    assert estimate(100_000, "sphinx", "en-us", {("sphinx", "en-us"): 0.5}) == 1 + 50
    assert estimate(100_000, "sphinx", "", {("sphinx", "en-us"): 0.3}) == 1 + 30
    assert estimate(100_000, "whisper", "base.en", {("whisper", "base"): 0.1}) == 5 + 10


def test_a_model_that_was_not_measured_is_reckoned_from_one_that_was() -> None:
    twice_as_slow = {("whisper", "base"): 0.12}
    usual = estimate(1_000_000, "whisper", "small") - 5
    assert estimate(1_000_000, "whisper", "small", twice_as_slow) - 5 == pytest.approx(2 * usual)


def test_one_engine_says_nothing_of_another() -> None:
    assert estimate(100_000, "whisper", "base", {("sphinx", ""): 9.0}) == estimate(
        100_000, "whisper", "base"
    )


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


def test_the_estimate_is_one_line() -> None:
    assert say_estimate(240_000, "sphinx", "en-us", 38) == (
        "About 40 s with sphinx for 4 min of sound."
    )
    assert say_estimate(240_000, "whisper", "base", 38) == (
        "About 40 s with whisper (base) for 4 min of sound."
    )
