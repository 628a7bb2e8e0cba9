"""Frame spans: absolute, whole, in order."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from vsl.export.timeline import FrameSpan, frame_at, spans
from vsl.model.project import Showing, Still

RATES = [
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60),
]
HOUR_MS = 3_600_000


def _stills(*starts_ms: int) -> list[Showing]:
    return [Showing(start, Still(str(n))) for n, start in enumerate(starts_ms)]


@st.composite
def decks(draw: st.DrawFn, shortest_ms: int = 0) -> tuple[list[Showing], int]:
    """Slides in order, each at least ``shortest_ms``, and a duration that holds them all."""
    lengths = draw(st.lists(st.integers(shortest_ms, shortest_ms + 9_000), max_size=40))
    starts = [draw(st.integers(0, HOUR_MS))]
    for length in lengths:
        starts.append(starts[-1] + length)
    return _stills(*starts[:-1]), starts[-1]


def test_a_frame_is_the_rounded_product_and_a_tie_goes_to_the_even_one() -> None:
    assert [frame_at(t_ms, Fraction(25)) for t_ms in (19, 20, 21, 60)] == [0, 0, 1, 2]


def test_an_hour_at_a_fractional_rate_has_exactly_its_frames() -> None:
    assert frame_at(HOUR_MS, Fraction(30000, 1001)) == 107_892


def test_the_empty_text_stands_before_the_first_slide() -> None:
    assert spans(_stills(1000, 2000), 3000, Fraction(30)) == (
        FrameSpan(Still(""), 0, 30),
        FrameSpan(Still("0"), 30, 30),
        FrameSpan(Still("1"), 60, 30),
    )


def test_a_slide_stays_until_the_next_one_and_the_last_until_the_end() -> None:
    slides = _stills(0, 2000)
    assert [span.frame_count for span in spans(slides, 10_000, Fraction(25))] == [50, 200]


def test_without_slides_the_whole_video_is_bare() -> None:
    assert spans([], 1000, Fraction(24)) == (FrameSpan(Still(""), 0, 24),)


def test_without_time_there_is_no_span() -> None:
    assert spans(_stills(0), 0, Fraction(30)) == ()


def test_slides_shorter_than_half_a_frame_get_a_frame_each_in_order() -> None:
    shown = spans(_stills(0, 1, 2, 3), 1000, Fraction(30))
    assert [(span.still.text, span.frame_count) for span in shown] == [
        ("0", 1), ("1", 1), ("2", 1), ("3", 27),
    ]  # fmt: skip


def test_slides_crowding_at_the_end_or_behind_it_get_the_last_frames() -> None:
    shown = spans(_stills(0, 999, 1000, 5000), 1000, Fraction(30))
    assert [(span.still.text, span.first_frame) for span in shown] == [
        ("0", 0), ("1", 27), ("2", 28), ("3", 29),
    ]  # fmt: skip


def test_of_more_slides_than_frames_the_last_are_seen() -> None:
    shown = spans(_stills(*range(10)), 100, Fraction(30))
    assert [span.still.text for span in shown] == ["7", "8", "9"]


@given(decks(), st.sampled_from(RATES))
def test_spans_cover_every_frame_once_and_in_the_order_of_the_stills(
    deck: tuple[list[Showing], int], fps: Fraction
) -> None:
    slides, duration_ms = deck
    shown = spans(slides, duration_ms, fps)
    end = 0
    for span in shown:
        assert span.first_frame == end
        assert span.frame_count >= 1
        end += span.frame_count
    assert end == round(duration_ms * fps / 1000)
    order = [int(span.still.text) for span in shown if span.still.text]
    assert order == sorted(set(order))
    assert len(order) == min(len(slides), end)


@given(st.sampled_from(RATES), st.data())
def test_a_slide_of_a_frame_or_more_begins_within_half_a_frame_of_its_time(
    fps: Fraction, data: st.DataObject
) -> None:
    frame_ms = 1000 / fps
    slides, duration_ms = data.draw(decks(shortest_ms=-(-frame_ms // 1)))
    shown = {span.still.text: span.first_frame for span in spans(slides, duration_ms, fps)}
    for slide in slides:
        assert abs(shown[slide.still.text] * frame_ms - slide.start_ms) <= frame_ms / 2
