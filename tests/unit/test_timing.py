from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.export.timeline import spans
from vsl.model.project import Showing, Still, Word, WordRange
from vsl.slides.timing import slide_id, time_captions, time_slides

WORDS = [
    Word("One", 400, 700),
    Word("thought.", 700, 1200),
    Word("Then", 3000, 3300),
    Word("another.", 3300, 3900),
]
RANGES = [WordRange(0, 1), WordRange(2, 3)]


def test_a_slide_appears_with_its_first_word() -> None:
    assert [slide.start_ms for slide in time_slides(RANGES, WORDS, 6000)] == [400, 3000]


def test_a_pause_keeps_the_slide() -> None:
    first, second = time_slides(RANGES, WORDS, 6000)
    assert first.end_ms == second.start_ms


def test_the_last_slide_stays_to_the_end_of_the_recording() -> None:
    assert time_slides(RANGES, WORDS, 6000)[-1].end_ms == 6000


def test_slides_carry_their_words_and_distinct_ids() -> None:
    slides = time_slides(RANGES, WORDS, 6000)
    assert [slide.text for slide in slides] == ["One thought.", "Then another."]
    assert [slide.words for slide in slides] == RANGES
    assert len({slide.id for slide in slides}) == 2


def test_no_ranges_make_no_slides() -> None:
    assert time_slides([], [], 1000) == ()


def test_a_slide_is_named_after_its_time_so_that_other_cuts_leave_it_alone() -> None:
    assert [slide.id for slide in time_slides(RANGES, WORDS, 6000)] == ["s400", "s3000"]
    finer = time_slides([WordRange(0, 0), WordRange(1, 1), WordRange(2, 3)], WORDS, 6000)
    assert [slide.id for slide in finer] == ["s400", "s700", "s3000"]
    assert slide_id(400, {"s400", "s400-2"}) == "s400-3"


@pytest.mark.parametrize("fps", ["24000/1001", "24", "25", "30000/1001", "30", "50", "60"])
@given(st.lists(st.tuples(st.integers(120, 900), st.integers(0, 2500)), min_size=1, max_size=40))
def test_nothing_drifts_at_any_frame_rate(fps: str, beats: list[tuple[int, int]]) -> None:
    words, now_ms = [], 3_500_000  # near the end of an hour, where sums of durations have drifted
    for said_ms, pause_ms in beats:
        words.append(Word("word", now_ms, now_ms + said_ms))
        now_ms += said_ms + pause_ms
    ranges = [WordRange(n, min(n + 1, len(words) - 1)) for n in range(0, len(words), 2)]
    slides = time_slides(ranges, words, now_ms)
    rate = Fraction(fps)
    showings = [Showing(slide.start_ms, Still(slide.text)) for slide in slides]
    shown = [span for span in spans(showings, now_ms, rate) if span.still.text]
    assert len(shown) == len(ranges)
    for span, cut in zip(shown, ranges, strict=True):
        drift_ms = span.first_frame * 1000 / rate - words[cut.first].start_ms
        assert abs(drift_ms) <= 500 / rate
    assert shown[-1].first_frame + shown[-1].frame_count == round(now_ms * rate / 1000)


def test_a_caption_goes_a_little_after_its_last_word() -> None:
    first, second = time_captions(RANGES, WORDS, 9000)
    assert (first.start_ms, first.end_ms) == (400, 1200 + 250)
    assert (second.start_ms, second.end_ms) == (3000, 3900 + 250)


def test_no_words_make_no_captions() -> None:
    assert time_captions([], [], 9000) == ()


def test_short_gaps_between_captions_close_to_two_frames() -> None:
    words = [Word("One.", 0, 900), Word("Two.", 1300, 2600)]
    first, _ = time_captions([WordRange(0, 0), WordRange(1, 1)], words, 9000)
    assert first.end_ms == 1300 - 83


def test_a_short_caption_stays_readable_where_nothing_follows() -> None:
    (caption,) = time_captions([WordRange(0, 0)], [Word("Why?", 1000, 1200)], 9000)
    assert caption.end_ms == 1000 + 833


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=12))
def test_captions_never_overlap_and_begin_with_their_words(beats: list[tuple[int, int]]) -> None:
    words, now_ms = [], 0
    for said_ms, pause_ms in beats:
        words.append(Word("word", now_ms, now_ms + said_ms))
        now_ms += said_ms + pause_ms
    ranges = [WordRange(n, n) for n in range(len(words))]
    captions = time_captions(ranges, words, now_ms)
    assert [caption.start_ms for caption in captions] == [word.start_ms for word in words]
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(captions))
    assert captions[-1].end_ms <= now_ms
