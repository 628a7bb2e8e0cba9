"""Runs of frames, and how packets are cut, without decoding anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from types import SimpleNamespace

import pytest

from vsl.media.child.aac import Cut, cut_of
from vsl.media.child.timeline import Continuity

RATE_HZ = 48_000
PACKET = 960  # 20 ms


@dataclass
class Frame:
    """What Continuity looks at."""

    pts: int | None
    samples: int = PACKET
    sample_rate: int = RATE_HZ
    time_base: Fraction = Fraction(1, 1000)
    layout: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(name="mono"))
    format: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(name="flt"))


def _runs(
    *frames: Frame, trusts_clock: bool = True, zero_s: Fraction | None = None
) -> list[tuple[int, float]]:
    return [*map(Continuity(trusts_clock, zero_s), frames)]  # type: ignore[arg-type]


def test_frames_that_follow_one_another_are_one_run() -> None:
    assert set(_runs(*(Frame(20 * i) for i in range(100)))) == {(0, 0.0)}


def test_media_time_starts_at_the_first_sample() -> None:
    assert _runs(Frame(5000), Frame(5020)) == [(0, 0.0), (0, 0.0)]


def test_late_sound_starts_where_its_clock_says_to_the_sample() -> None:
    runs = _runs(Frame(5017), Frame(5037), zero_s=Fraction(5))
    assert runs == [(0, pytest.approx(0.017)), (0, pytest.approx(0.017))]


@pytest.mark.parametrize("first", [4990, 5000 + 901_000])
def test_a_zero_that_cannot_be_is_the_first_sample(first: int) -> None:
    assert _runs(Frame(first), Frame(first + 20), zero_s=Fraction(5)) == [(0, 0.0), (0, 0.0)]


def test_a_hole_starts_a_run_where_the_clock_says() -> None:
    assert _runs(Frame(0), Frame(520)) == [(0, 0.0), (1, pytest.approx(0.52))]


def test_an_overlap_starts_a_run_before_the_end_of_the_last() -> None:
    runs = _runs(*(Frame(20 * i) for i in range(10)), Frame(100))
    assert runs[-1] == (1, pytest.approx(0.1))


def test_a_clock_that_jitters_is_left_alone() -> None:
    assert {run for run, _ in _runs(Frame(0), Frame(55), Frame(5), Frame(99))} == {0}


def test_a_clock_that_drifts_is_followed_before_it_is_far_off() -> None:
    frames = [Frame(21 * i) for i in range(100)]  # 1 ms late every packet
    runs = _runs(*frames)
    starts = {start for _, start in runs}
    assert len(starts) == 3
    end_s = runs[-1][1] + 0.02 * sum(run == runs[-1][0] for run, _ in runs)
    assert abs(end_s - 2.1) <= 0.041


def test_a_new_format_starts_a_run_without_a_hole() -> None:
    changed = Frame(20, sample_rate=24_000)
    assert _runs(Frame(0), changed) == [(0, 0.0), (1, pytest.approx(0.02))]


def test_a_clock_that_starts_again_or_goes_mad_is_not_followed() -> None:
    frames = [Frame(5000 + 20 * i) for i in range(3)] + [Frame(0), Frame(20), Frame(10**12)]
    assert {run for run, _ in _runs(*frames)} == {0}


def test_frames_without_a_time_follow_the_last() -> None:
    assert {run for run, _ in _runs(Frame(None), Frame(None), Frame(40))} == {0}


def test_guessed_times_are_not_trusted() -> None:
    assert {run for run, _ in _runs(Frame(0), Frame(900), trusts_clock=False)} == {0}


@pytest.mark.parametrize(
    ("sizes", "padding", "cut"),
    [
        ([1024, 1024, 1024], 0, Cut(0, 3072)),
        ([0, 1024, 1024], 100, Cut(1024, 1948)),
        ([0, 0, 960, 1024, 500], 0, Cut(2112, 2484)),
        ([515, 1024, 1024, 0, 0], 0, Cut(509, 2563)),
        ([1024, 500, 1024], 0, None),
        ([1024, 0, 1024], 0, None),
        ([960, 960, 960], 0, None),
        ([2048, 1024], 0, None),
        ([0, 700], 0, None),
    ],
)
def test_packets_are_cut_as_their_decoder_cuts_them(
    sizes: list[int], padding: int, cut: Cut | None
) -> None:
    assert cut_of(sizes, padding=padding) == cut


@pytest.mark.parametrize(
    ("lead", "priming", "packets"),
    [(0, 1024, 0), (500, 1024, 0), (1024, 1024, 0), (1025, 1024, 1), (74_970, 1024, 73), (1, 0, 1)],
)
def test_silence_reaches_from_zero_to_the_priming(lead: int, priming: int, packets: int) -> None:
    assert Cut(priming, 9000, lead).silent_packets == packets
