from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vsl.model.project import Emphasis, Slide, Word, WordRange
from vsl.slides.fit import split_to_fit

WORDS = [
    Word(text, i * 500, i * 500 + 400)
    for i, text in enumerate(["a,", "b", "c", "d", "e", "f", "g", "h"])
]


def up_to(characters: int):
    return lambda text: len(text) <= characters


def slide_of(first: int, last: int, text: str | None = None) -> Slide:
    text = text or " ".join(w.text for w in WORDS[first : last + 1])
    return Slide("s1", text, WORDS[first].start_ms, WORDS[last].end_ms, WordRange(first, last))


def test_a_slide_that_fits_stays_as_it_is() -> None:
    assert split_to_fit([slide_of(0, 3)], WORDS, up_to(99)) == (slide_of(0, 3),)


def test_a_part_appears_with_its_first_word() -> None:
    parts = split_to_fit([slide_of(1, 6)], WORDS, up_to(5))
    assert [part.text for part in parts] == ["b c d", "e f g"]
    assert [part.start_ms for part in parts] == [500, 2000]
    assert [part.words for part in parts] == [WordRange(1, 3), WordRange(4, 6)]


def test_a_slide_is_parted_where_it_reads_best() -> None:
    text = "We gave a small stick to one hundred neighbors"
    parts = split_to_fit([slide_of(0, 7, text)], WORDS, up_to(30))
    assert [part.text for part in parts] == ["We gave a small stick", "to one hundred neighbors"]


def test_the_parts_look_as_the_whole_did() -> None:
    marks = (Emphasis(1, "number"), Emphasis(4, "power"))
    whole = replace(slide_of(1, 6), emphasis=marks, reveal="words", pinned=True)
    left, right = split_to_fit([whole], WORDS, up_to(5))
    assert left.emphasis == (Emphasis(1, "number"),)
    assert right.emphasis == (Emphasis(1, "power"),)
    assert left.reveal == right.reveal == "words"
    assert left.pinned
    assert right.pinned


def test_edited_text_is_split_by_its_letters() -> None:
    parts = split_to_fit([slide_of(0, 7, "something else altogether")], WORDS, up_to(14))
    assert " ".join(part.text for part in parts) == "something else altogether"
    assert parts[0].end_ms == parts[1].start_ms
    assert parts[-1].words is not None
    assert parts[-1].words.last == 7


def test_names_of_parts_never_meet_names_in_use() -> None:
    taken = Slide("s1-2", "x", 3900, 4000)
    ids = [part.id for part in split_to_fit([slide_of(0, 7), taken], WORDS, up_to(4))]
    assert len(set(ids)) == len(ids)


@given(st.text("ab ,.", min_size=1, max_size=120), st.integers(1, 30))
def test_no_text_is_lost_and_time_is_covered(text: str, limit: int) -> None:
    slide = Slide("s1", text, 0, 4000, WordRange(0, 7))
    parts = split_to_fit([slide], WORDS, up_to(limit))
    assert " ".join(part.text for part in parts).split() == text.split()
    assert parts[0].start_ms == 0
    assert parts[-1].end_ms == 4000
    assert all(a.end_ms == b.start_ms for a, b in pairwise(parts))
    carried = [i for p in parts if p.words for i in range(p.words.first, p.words.last + 1)]
    assert carried == list(range(8))
