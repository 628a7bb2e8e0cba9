"""Insert the script's on-screen texts, which are not spoken, among the spoken slides. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from vsl.basics.spacing import count_tokens, join_words
from vsl.model.project import Mark, Slide, Word
from vsl.slides.limits import SHORTEST_MS
from vsl.slides.timing import slide_id
from vsl.slides.tokens import move_emphasis


def with_marks(
    slides: Sequence[Slide], words: Sequence[Word], marks: Iterable[Mark]
) -> tuple[Slide, ...]:
    """Return ``slides`` with the text of the script's on-screen marks.

    Where a silence is long enough to read it, the text gets its own slide. Otherwise it goes before
    the text of the next slide, or after that of the last one, and that slide is pinned.

    >>> from vsl.model.project import WordRange
    >>> words = [Word("Listen.", 0, 500), Word("Now.", 4000, 4400)]
    >>> slides = [Slide("s0", "Listen.", 0, 4000, WordRange(0, 0))]
    >>> shown = with_marks(slides, words, [Mark("on_screen", "Only $47", 1)])
    >>> [(slide.text, slide.start_ms) for slide in shown]
    [('Listen.', 0), ('Only $47', 833)]
    """
    shown = [mark for mark in marks if mark.kind == "on_screen" and mark.text.strip()]
    slides = tuple(slides)
    for before_word, here in groupby(shown, lambda mark: mark.before_word):
        text = join_words([mark.text.strip() for mark in here])
        slides = tuple(_with_text(slides, words, before_word, text))
    return slides


def _with_text(
    slides: Sequence[Slide], words: Sequence[Word], before_word: int, text: str
) -> Iterator[Slide]:
    position = _following(slides, before_word)
    start_ms, end_ms = _silence(slides, words, before_word, position)
    if end_ms - start_ms < SHORTEST_MS:
        yield from _join_text(slides, position, text)
        return
    if position:
        yield from slides[: position - 1]
        yield replace(slides[position - 1], end_ms=start_ms)
    yield Slide(slide_id(start_ms, {slide.id for slide in slides}), text, start_ms, end_ms)
    yield from slides[position:]


def _following(slides: Sequence[Slide], before_word: int) -> int:
    """Return the position of the first slide that shows the word or a later one."""
    for position, slide in enumerate(slides):
        if slide.words and slide.words.last >= before_word:
            return position
    return len(slides)


def _silence(
    slides: Sequence[Slide], words: Sequence[Word], before_word: int, position: int
) -> tuple[int, int]:
    """Return the start and end of the free silence before the slide at ``position``, in ms.

    The slide before keeps its reading time. Empty where one slide has the words on both sides, or
    where a neighbour is pinned.
    """
    following = slides[position] if position < len(slides) else None
    before = slides[position - 1] if position else None
    if following and following.words and following.words.first < before_word:
        return 0, 0
    if (before and before.pinned) or (following and following.pinned):
        return 0, 0
    said_ms = words[before_word - 1].end_ms if before_word else 0
    read_ms = before.start_ms + SHORTEST_MS if before else 0
    until_ms = following.start_ms if following else before.end_ms if before else 0
    return max(said_ms, read_ms), until_ms


def _join_text(slides: Sequence[Slide], position: int, text: str) -> Iterator[Slide]:
    for number, slide in enumerate(slides):
        if number == position:
            joined = join_words([text, slide.text])
            behind = count_tokens(joined) - count_tokens(slide.text)
            moved = move_emphasis(slide.emphasis, behind)
            yield replace(slide, text=joined, emphasis=moved, pinned=True)
        elif position == len(slides) == number + 1:
            yield replace(slide, text=join_words([slide.text, text]), pinned=True)
        else:
            yield slide
