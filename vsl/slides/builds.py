"""The build of a slide: the still states it goes through while it is spoken. Pure.

Each state is one still picture, so a build costs the video no more than a few slides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from vsl.basics.punctuation import ends_clause
from vsl.errors import BadInput
from vsl.model.project import Slide, Word
from vsl.slides.tokens import token_times


@dataclass(frozen=True, slots=True)
class State:
    """What a slide shows from ``start_ms`` up to, not including, ``end_ms``."""

    start_ms: int
    end_ms: int
    shown_tokens: int  # of the text, from its beginning; the rest keeps its place, invisible
    lit_token: int | None = None  # the one highlighted


_Steps = list[tuple[int, int, int | None]]  # start_ms, tokens shown, token highlighted


def states(
    slide: Slide, words: Sequence[Word], *, line_lengths: Sequence[int] = ()
) -> tuple[State, ...]:
    """Return the states of ``slide`` for its ``reveal``; a single state without one.

    They fill the slide's time without a gap. The first token appears with the slide, no other
    before it is spoken, and the last state shows them all. A slide of no duration has no state.

    Args:
        words: of the transcript.
        line_lengths: tokens on each line of the layout; the clauses when unknown.
    Raises:
        BadInput: ``reveal`` is unknown.

    >>> from vsl.model.project import WordRange
    >>> slide = Slide("s0", "Buy now.", 0, 900, WordRange(0, 1), reveal="words")
    >>> shown = states(slide, [Word("Buy", 0, 300), Word("now.", 300, 900)])
    >>> [(state.start_ms, state.shown_tokens) for state in shown]
    [(0, 1), (300, 2)]
    """
    if slide.reveal not in REVEALS:
        known = ", ".join(name for name in REVEALS if name)
        raise BadInput(f"{slide.reveal!r} is no way to reveal a slide; use one of {known}.")
    tokens = token_times(slide, words)
    if not tokens:
        return (State(slide.start_ms, slide.end_ms, 0),)
    steps = REVEALS[slide.reveal](tokens, line_lengths)
    latest = max(slide.start_ms, slide.end_ms - 1)
    starts = [slide.start_ms, *(min(start_ms, latest) for start_ms, *_ in steps[1:])]
    return tuple(
        State(start_ms, end_ms, shown, lit)
        for (start_ms, end_ms), (_, shown, lit) in zip(
            pairwise((*starts, slide.end_ms)), steps, strict=True
        )
        if end_ms > start_ms
    )


def _whole(tokens: Sequence[Word], _line_lengths: Sequence[int]) -> _Steps:
    return [(tokens[0].start_ms, len(tokens), None)]


def _words(tokens: Sequence[Word], _line_lengths: Sequence[int]) -> _Steps:
    return [(token.start_ms, number, None) for number, token in enumerate(tokens, 1)]


def _lines(tokens: Sequence[Word], line_lengths: Sequence[int]) -> _Steps:
    if sum(line_lengths) != len(tokens):
        line_lengths = _clauses(tokens)
    bounds = pairwise(accumulate(line_lengths, initial=0))
    return [(tokens[first].start_ms, stop, None) for first, stop in bounds]


def _karaoke(tokens: Sequence[Word], _line_lengths: Sequence[int]) -> _Steps:
    """Return a step for each token, lit until the next one so that pauses don't flicker."""
    return [(token.start_ms, len(tokens), number) for number, token in enumerate(tokens)]


def _clauses(tokens: Sequence[Word]) -> list[int]:
    ends = [n for n, token in enumerate(tokens, 1) if ends_clause(token.text)]
    bounds = pairwise((0, *(n for n in ends if n < len(tokens)), len(tokens)))
    return [stop - first for first, stop in bounds]


REVEALS: Mapping[str, Callable[[Sequence[Word], Sequence[int]], _Steps]] = {
    "": _whole,
    "words": _words,
    "lines": _lines,
    "karaoke": _karaoke,
}
"""The builds of a slide, by the name in ``Slide.reveal``."""
