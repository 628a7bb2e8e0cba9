"""Split slides whose text is too long for the picture, so that no word is ever cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from vsl.basics.spacing import split_words
from vsl.model.project import Slide, Word
from vsl.slides.languages import word_classes
from vsl.slides.segmentation.costs import NEVER, break_costs
from vsl.slides.segmentation.joints import never_parted
from vsl.slides.segmentation.units import inside_phrases
from vsl.slides.segmentation.word_features import read_tokens
from vsl.slides.tokens import halve_slide

_UNEVEN = 16.0  # cost of an empty half; a quarter and three quarters cost as much as a poor break

Fits = Callable[[str], bool]


def split_to_fit(
    slides: Sequence[Slide], words: Sequence[Word], fits: Fits, *, language: str = "en"
) -> tuple[Slide, ...]:
    """Return the same text in the same time, on as many slides as it takes for each to fit.

    A part appears when its first word is spoken, and keeps the look of the whole. A single word is
    never split: the layout breaks it over lines.

    >>> from vsl.model.project import WordRange
    >>> words = [Word("Buy", 0, 300), Word("it", 300, 500), Word("now.", 500, 900)]
    >>> slide = Slide("s0", "Buy it now.", 0, 900, WordRange(0, 2))
    >>> parts = split_to_fit([slide], words, lambda text: len(text) < 8)
    >>> [(part.id, part.text, part.start_ms) for part in parts]
    [('s0', 'Buy', 0), ('s0-2', 'it now.', 300)]
    """
    taken = {slide.id for slide in slides}
    parts: list[Slide] = []
    for slide in slides:
        first, *rest = _parts(slide, words, fits, language)
        parts.append(first)
        parts.extend(_rename_parts(rest, slide.id, taken))
    return tuple(parts)


def _parts(slide: Slide, words: Sequence[Word], fits: Fits, language: str) -> Iterator[Slide]:
    tokens = split_words(slide.text)
    if len(tokens) < 2 or fits(slide.text):
        yield slide
        return
    for half in halve_slide(slide, _best_cut(tokens, language), words):
        yield from _parts(half, words, fits, language)


def _best_cut(tokens: list[str], language: str) -> int:
    """Return the index of the best break, near the middle of the letters."""
    total, torn = sum(map(len, tokens)), inside_phrases(tokens)
    read = read_tokens(tokens, language)
    costs = list(break_costs(read, adjectives_follow=word_classes(language).adjectives_follow))
    joints = never_parted(read, language)

    def cost(cut: int) -> float:
        uneven = abs(2 * sum(map(len, tokens[:cut])) - total) / total
        never = cut - 1 in joints or cut - 1 in torn
        return _UNEVEN * uneven**2 + (NEVER if never else costs[cut - 1])

    return min(range(1, len(tokens)), key=cost)


def _rename_parts(parts: Sequence[Slide], base: str, taken: set[str]) -> Iterator[Slide]:
    names = (name for number in count(2) if (name := f"{base}-{number}") not in taken)
    for part, name in zip(parts, names, strict=False):
        taken.add(name)
        yield replace(part, id=name)
