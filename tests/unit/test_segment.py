from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import BadInput
from vsl.model import Word
from vsl.slides.segment import SlideLength, segment


def spoken(text: str, *, pauses: dict[str, int] | None = None, word_ms: int = 300) -> list[Word]:
    """Words of ``text`` back to back, with a silence after each word named in ``pauses``."""
    words, now = [], 0
    for token in text.split():
        words.append(Word(token, now, now + word_ms))
        now += word_ms + (pauses or {}).get(token, 0)
    return words


def cut(words: list[Word]) -> list[str]:
    return [" ".join(w.text for w in words[r.first : r.last + 1]) for r in segment(words)]


def test_no_words_make_no_slides() -> None:
    assert segment([]) == ()


def test_each_short_sentence_is_a_slide() -> None:
    words = spoken("You work hard every single day. Yet nothing ever seems to change. Why?")
    assert cut(words) == [
        "You work hard every single day.",
        "Yet nothing ever seems to change.",
        "Why?",
    ]


def test_a_long_pause_starts_a_new_slide() -> None:
    words = spoken("this changes every single thing you know about money", pauses={"thing": 900})
    assert cut(words) == ["this changes every single thing", "you know about money"]


def test_a_pause_for_effect_does_not_tear_a_phrase_from_its_clause() -> None:
    text = "And so, my fellow Americans, ask not what your country can do for you,"
    words = spoken(text, pauses={"Americans,": 900, "not": 700})
    assert cut(words)[0] == "And so, my fellow Americans,"


def test_a_long_sentence_breaks_at_its_comma() -> None:
    words = spoken("If you have ever wondered why nothing works, then listen to this short story.")
    assert cut(words)[0] == "If you have ever wondered why nothing works,"


def test_a_quoted_full_stop_ends_a_sentence() -> None:
    words = spoken("He looked at me and said “stop.” Then he walked right out of there.")
    assert cut(words)[0].endswith("“stop.”")


def test_overlapping_words_are_refused() -> None:
    with pytest.raises(BadInput, match="overlap"):
        segment([Word("a", 0, 500), Word("b", 400, 600)])


word_lists = st.lists(
    st.tuples(
        st.text("abcäß.,!?", min_size=1, max_size=90),
        st.integers(0, 2000),
        st.integers(0, 1500),
    ),
    max_size=60,
)


@given(word_lists)
def test_every_word_is_on_exactly_one_slide_in_order(
    raw: list[tuple[str, int, int]],
) -> None:
    words, now = [], 0
    for text, length_ms, pause_ms in raw:
        words.append(Word(text, now, now + length_ms))
        now += length_ms + pause_ms
    covered = [i for r in segment(words) for i in range(r.first, r.last + 1)]
    assert covered == list(range(len(words)))


@given(word_lists)
def test_no_slide_of_several_words_is_beyond_the_limits(raw: list[tuple[str, int, int]]) -> None:
    limit = SlideLength()
    words, now = [], 0
    for text, length_ms, pause_ms in raw:
        words.append(Word(text, now, now + length_ms))
        now += length_ms + pause_ms
    for span in segment(words):
        if len(span) > 1:
            part = words[span.first : span.last + 1]
            assert len(span) <= limit.max_words
            assert len(" ".join(w.text for w in part)) <= limit.max_characters
            assert part[-1].end_ms - part[0].start_ms <= limit.max_ms
