from __future__ import annotations

from tests.spoken_words import spoken
from vsl.model.project import Emphasis, Mark, Slide, WordRange
from vsl.slides.marks import with_marks

WORDS = spoken("one two. three four.", pauses={"two.": 2000}, word_ms=500)
SLIDES = (
    Slide("a", "one two.", 0, 3000, WordRange(0, 1)),
    Slide("b", "three four.", 3000, 4200, WordRange(2, 3), (Emphasis(0, "number"),)),
)


def shown(before_word: int, *texts: str) -> list[tuple[str, int, int]]:
    marks = [Mark("on_screen", text, before_word) for text in texts]
    return [(s.text, s.start_ms, s.end_ms) for s in with_marks(SLIDES, WORDS, marks)]


def test_a_text_has_a_slide_of_its_own_in_a_silence() -> None:
    assert shown(2, "Only today") == [
        ("one two.", 0, 1000),
        ("Only today", 1000, 3000),
        ("three four.", 3000, 4200),
    ]


def test_the_slide_before_keeps_the_time_it_takes_to_read() -> None:
    fast = [*WORDS[:1], *WORDS[2:]]
    slides = (Slide("a", "one", 0, 3000, WordRange(0, 0)), SLIDES[1])
    mark = Mark("on_screen", "Only today", 1)
    assert with_marks(slides, fast, [mark])[1].start_ms == 833


def test_a_text_without_silence_goes_in_front_of_the_following_one() -> None:
    found = with_marks(SLIDES, WORDS, [Mark("on_screen", "Step by", 3)])
    assert [slide.text for slide in found] == ["one two.", "Step by three four."]
    assert found[1].emphasis == (Emphasis(2, "number"),)


def test_a_text_after_the_last_word_follows_it() -> None:
    assert [text for text, *_ in shown(4, "The end")] == ["one two.", "three four. The end"]


def test_several_texts_in_one_place_are_one() -> None:
    assert shown(2, "Only today", "$47")[1][0] == "Only today $47"


def test_marks_that_hold_no_text_for_the_screen_change_nothing() -> None:
    marks = [Mark("direction", "smile", 2), Mark("on_screen", " ", 2)]
    assert with_marks(SLIDES, WORDS, marks) == SLIDES
