from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.spoken_words import spoken
from vsl.model.project import Break, Emphasis, Slide, Word, WordRange
from vsl.slides.editing.resegment import Cutting, resegment
from vsl.slides.segmentation.segment import segment
from vsl.slides.timing import time_slides

TEXT = (
    "You water it every single day. You move it to the window when the sun is out there."
    " And still it gives up. So we made a small wooden stick that can tell you what it needs."
    " It is called Rootwink. Push it into the soil, and look at the tip."
)


def deck(words: list[Word]) -> tuple[Slide, ...]:
    return time_slides(segment(words), words, words[-1].end_ms + 500)


WORDS = spoken(TEXT)
DECK = deck(WORDS)


def changed_words(words: list[Word], first: int, stop: int, text: str) -> list[Word]:
    """``words`` with those from ``first`` up to ``stop`` said otherwise, in the same time."""
    start_ms, end_ms = words[first].start_ms, words[stop - 1].end_ms
    new = text.split()
    times = [start_ms + (end_ms - start_ms) * n // max(1, len(new)) for n in range(len(new) + 1)]
    said = [Word(t, a, b) for t, (a, b) in zip(new, pairwise(times), strict=True)]
    return [*words[:first], *said, *words[stop:]]


def edited(
    first: int, stop: int, text: str, slides: tuple[Slide, ...] | None = None
) -> tuple[tuple[Slide, ...], list[Word]]:
    new = changed_words(WORDS, first, stop, text)
    count = len(text.split())
    changed = WordRange(first, first + count - 1)
    return resegment(slides or DECK, new, changed, added=count - (stop - first)), new


def covered(slides: tuple[Slide, ...]) -> list[int]:
    return [n for s in slides if s.words for n in range(s.words.first, s.words.last + 1)]


def test_nothing_changes_where_the_words_stay() -> None:
    for n in range(0, len(WORDS), 5):
        assert resegment(DECK, WORDS, WordRange(n, n)) == DECK


def test_only_the_sentence_that_changed_is_cut_anew() -> None:
    old = DECK
    new, words = edited(8, 9, "carry your big old green plant all the way over")
    assert covered(new) == list(range(len(words)))
    assert new[0] == old[0]
    assert [slide.id for slide in new[-4:]] == [slide.id for slide in old[-4:]]
    assert [slide.text for slide in new[-4:]] == [slide.text for slide in old[-4:]]


def test_it_comes_out_as_the_whole_text_would() -> None:
    new, words = edited(25, 27, "tiny blue plastic")
    assert [slide.words for slide in new] == list(segment(words))


def test_a_slide_that_begins_with_the_same_word_keeps_its_id() -> None:
    old = DECK
    new, _ = edited(3, 4, "each")
    assert new[0].id == old[0].id
    assert new[0].text == "You water it each single day."


def test_words_that_went_take_their_slide_along() -> None:
    new, words = edited(17, 22, "")
    assert covered(new) == list(range(len(words)))
    assert "And still" not in " ".join(slide.text for slide in new)


def test_a_sentence_that_ends_no_more_is_cut_with_the_next_one() -> None:
    new, words = edited(5, 6, "day and")
    assert covered(new) == list(range(len(words)))
    assert [slide.words for slide in new] == list(segment(words))


def test_words_may_be_added_at_the_very_end() -> None:
    end_ms = WORDS[-1].end_ms
    more = [*WORDS, Word("Try", end_ms, end_ms + 200), Word("it.", end_ms + 200, end_ms + 400)]
    new = resegment(DECK, more, WordRange(len(WORDS), len(WORDS) + 1), added=2)
    assert covered(new) == list(range(len(more)))


def test_pinned_slides_and_texts_nobody_speaks_stay() -> None:
    slides = list(DECK)
    slides[1] = replace(slides[1], text="mine", pinned=True)
    slides[2] = replace(slides[2], emphasis=(Emphasis(0, "power"),))
    note = Slide("note", "Only today", slides[2].end_ms - 100, slides[2].end_ms)
    slides[2] = replace(slides[2], end_ms=note.start_ms)
    slides.insert(3, note)
    new, _ = edited(2, 3, "this", tuple(slides))
    assert slides[1] in new
    assert slides[2] in new
    assert note in new


def test_a_pinned_slide_that_is_touched_keeps_its_text() -> None:
    slides = list(DECK)
    slides[0] = replace(slides[0], text="mine", pinned=True)
    new, words = edited(2, 3, "this old thing", tuple(slides))
    assert new[0].text == "mine"
    assert covered(new) == list(range(len(words)))


def test_hard_breaks_bound_what_is_cut_anew() -> None:
    words = [Word(w.text.rstrip("."), w.start_ms, w.end_ms) for w in WORDS]
    for n in (10, 30):
        words[n] = replace(words[n], break_before=Break.SLIDE)
    old = deck(words)
    new_words = changed_words(words, 20, 21, "completely other words")
    new = resegment(old, new_words, WordRange(20, 22), added=2)
    assert [slide.words for slide in new] == list(segment(new_words))


@given(st.integers(0, 57), st.integers(0, 4), st.integers(0, 4))
def test_every_word_stays_on_one_slide_and_times_in_order(first: int, gone: int, come: int) -> None:
    first = min(first, len(WORDS) - 1)
    stop = min(first + max(gone, 1), len(WORDS))
    new, after = edited(first, stop, " ".join(["new."] * come))
    assert covered(new) == list(range(len(after)))
    assert all(a.end_ms == b.start_ms for a, b in pairwise(new))
    assert len({slide.id for slide in new}) == len(new)
    far = [s for s in DECK if s.words and s.words.last < first - 30]
    assert list(new[: len(far)]) == far


def test_a_deck_is_cut_as_it_was_before() -> None:
    slides = time_slides(segment(WORDS, language="pt"), WORDS, WORDS[-1].end_ms)
    cutting = Cutting(language="pt")
    assert resegment(slides, WORDS, WordRange(30, 30), cutting=cutting) == slides
