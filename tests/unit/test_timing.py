from __future__ import annotations

from vsl.model import Word, WordRange
from vsl.slides.timing import time_slides

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
