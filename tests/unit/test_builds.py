from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import BadInput
from vsl.model.project import Slide, Word, WordRange
from vsl.slides.builds import REVEALS, State, states

WORDS = [
    Word("First", 1000, 1300),
    Word("this,", 1300, 1600),
    Word("then", 2500, 2700),
    Word("that.", 2700, 3000),
]
SLIDE = Slide("s1000", "First this, then that.", 1000, 4000, WordRange(0, 3))


def _reveal(way: str) -> Slide:
    return replace(SLIDE, reveal=way)


def test_a_plain_slide_is_one_state() -> None:
    assert states(SLIDE, WORDS) == (State(1000, 4000, 4),)


def test_words_come_as_they_are_spoken() -> None:
    assert states(_reveal("words"), WORDS) == (
        State(1000, 1300, 1),
        State(1300, 2500, 2),
        State(2500, 2700, 3),
        State(2700, 4000, 4),
    )


def test_lines_come_with_their_first_words_by_the_layout_or_else_by_clauses() -> None:
    assert states(_reveal("lines"), WORDS) == (State(1000, 2500, 2), State(2500, 4000, 4))
    assert states(_reveal("lines"), WORDS, line_lengths=(1, 3)) == (
        State(1000, 1300, 1),
        State(1300, 4000, 4),
    )


def test_the_spoken_word_is_lit_through_the_pause_after_it() -> None:
    lit = [(state.start_ms, state.lit_token) for state in states(_reveal("karaoke"), WORDS)]
    assert lit == [(1000, 0), (1300, 1), (2500, 2), (2700, 3)]


def test_an_unknown_way_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="'spin' is no way to reveal"):
        states(_reveal("spin"), WORDS)


@given(
    st.sampled_from(sorted(REVEALS)),
    st.text("ab ,.", max_size=20),
    st.integers(0, 3000),
    st.integers(1, 1500),
    st.booleans(),
)
def test_states_fill_the_slide_s_time_and_end_with_all_of_it(
    way: str, text: str, start_ms: int, length_ms: int, spoken: bool
) -> None:
    span = WordRange(0, 3) if spoken else None
    slide = Slide("s", text, start_ms, start_ms + length_ms, span, reveal=way)
    found = states(slide, WORDS)
    assert found[0].start_ms == slide.start_ms
    assert found[-1].end_ms == slide.end_ms
    assert all(one.end_ms == other.start_ms for one, other in pairwise(found))
    assert found[-1].shown_tokens == len(text.split())
