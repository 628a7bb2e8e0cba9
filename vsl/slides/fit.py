"""Split slides whose text is too long for the picture, so that no word is ever cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from vsl.model import Slide, Word, WordRange
from vsl.slides.classes import CLAUSE_ENDS, SENTENCE_ENDS

Fits = Callable[[str], bool]


def split_to_fit(slides: Sequence[Slide], words: Sequence[Word], fits: Fits) -> tuple[Slide, ...]:
    """The same text in the same time on as many slides as it takes for each to fit.

    A part appears with its first word where the slide shows its words one to one, else by its
    share of the letters. A single word is never split: the layout breaks it over lines.
    """
    taken = {slide.id for slide in slides}
    parts: list[Slide] = []
    for slide in slides:
        first, *rest = _parts(slide, words, fits)
        parts.append(first)
        parts.extend(_renamed(rest, slide.id, taken))
    return tuple(parts)


def _parts(slide: Slide, words: Sequence[Word], fits: Fits) -> Iterator[Slide]:
    tokens = slide.text.split()
    if len(tokens) < 2 or fits(slide.text):
        yield slide
        return
    for half in _halves(slide, tokens, words):
        yield from _parts(half, words, fits)


def _halves(slide: Slide, tokens: list[str], words: Sequence[Word]) -> tuple[Slide, Slide]:
    cut = _best_cut(tokens)
    left, right = " ".join(tokens[:cut]), " ".join(tokens[cut:])
    if slide.words and len(slide.words) == len(tokens):
        second = slide.words.first + cut
        change_ms = min(max(words[second].start_ms, slide.start_ms), slide.end_ms)
    else:
        span_ms = slide.end_ms - slide.start_ms
        change_ms = slide.start_ms + span_ms * len(left) // (len(left) + len(right))
        second = _first_word_from(change_ms, slide.words, words)
    before, after = _divided(slide.words, second)
    return (
        Slide(slide.id, left, slide.start_ms, change_ms, before),
        Slide(slide.id, right, change_ms, slide.end_ms, after),
    )


def _best_cut(tokens: list[str]) -> int:
    """The index nearest the middle of the letters, drawn towards punctuation."""
    total = sum(map(len, tokens))

    def cost(cut: int) -> float:
        uneven = abs(2 * sum(map(len, tokens[:cut])) - total) / total
        ends = tokens[cut - 1].endswith(SENTENCE_ENDS + CLAUSE_ENDS)
        return uneven - (0.4 if ends else 0.0)

    return min(range(1, len(tokens)), key=cost)


def _first_word_from(time_ms: int, span: WordRange | None, words: Sequence[Word]) -> int:
    if not span:
        return 0
    later = (i for i in range(span.first, span.last + 1) if words[i].start_ms >= time_ms)
    return next(later, span.last + 1)


def _divided(span: WordRange | None, second: int) -> tuple[WordRange | None, WordRange | None]:
    if not span:
        return None, None
    before = WordRange(span.first, second - 1) if second > span.first else None
    after = WordRange(second, span.last) if second <= span.last else None
    return before, after


def _renamed(parts: Sequence[Slide], base: str, taken: set[str]) -> Iterator[Slide]:
    names = (name for number in count(2) if (name := f"{base}-{number}") not in taken)
    for part, name in zip(parts, names, strict=False):
        taken.add(name)
        yield replace(part, id=name)
