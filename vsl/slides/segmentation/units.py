"""Group words that a slide may not separate: the phrases of scripts without spaces. Pure.

Engines cut such text inconsistently, often into single letters. So ``segment`` works on units: the
words of scripts with spaces, elsewhere whole phrases.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from vsl.basics.reading_limits import find_limits
from vsl.basics.spacing import has_no_spaces, join_words
from vsl.basics.word_breaks import find_word_ends
from vsl.model.project import Break, Word, WordRange
from vsl.slides.segmentation.presets import Preset

_PAUSE_MS: Final = 500  # longer than pauses inside a phrase
_SAMPLE_WORDS: Final = 1000  # size of the sample of words
_LINE: Final = 42  # characters of a line of captions, to which the presets refer


def gather(words: Sequence[Word], starts: Collection[int] = ()) -> tuple[WordRange, ...]:
    """Return the ranges of ``words`` that are one unit each, in order.

    Args:
        starts: words that begin a unit in any case.
    """
    if not any(has_no_spaces(word.text) for word in words):
        return tuple(WordRange(n, n) for n in range(len(words)))
    joins = set(_inside_phrases([word.text for word in words]))
    firsts = [
        n
        for n in range(len(words))
        if n - 1 not in joins or n in starts or _are_apart(words[n - 1], words[n])
    ]
    return tuple(WordRange(first, stop - 1) for first, stop in pairwise((*firsts, len(words))))


def merge_words(words: Sequence[Word], units: Sequence[WordRange]) -> tuple[Word, ...]:
    """Return one word for each unit: its text, its time, and its lowest confidence."""
    if len(units) == len(words):
        return tuple(words)
    return tuple(_merge(words[unit.first : unit.last + 1]) for unit in units)


def inside_phrases(texts: Sequence[str]) -> frozenset[int]:
    """Return the positions of words whose phrase continues after them."""
    if not any(map(has_no_spaces, texts)):
        return frozenset()
    return frozenset(_inside_phrases(texts))


def fit_script(preset: Preset, words: Sequence[Word]) -> Preset:
    """Return ``preset`` with the limits of the text's main script."""
    sample = words[:: 1 + len(words) // _SAMPLE_WORDS]
    limits = find_limits(join_words([word.text for word in sample]))
    if limits is None:
        return preset
    share = limits.line_characters / _LINE
    return replace(
        preset,
        max_characters=round(preset.max_characters * share),
        line_characters=round(preset.line_characters * share),
        comfortable_cps=limits.easy_cps or preset.comfortable_cps,
        max_cps=limits.most_cps or preset.max_cps,
        unit_words=limits.phrase_words,
    )


def _inside_phrases(texts: Sequence[str]) -> Iterator[int]:
    text = join_words(texts)
    ends = find_word_ends(text)
    for n, stop in enumerate(_stops(texts)):
        if text[stop - 1 : stop].isspace() or text[stop : stop + 1].isspace():
            continue
        if n + 1 < len(texts) and stop not in ends:
            yield n


def _stops(texts: Sequence[str]) -> Iterator[int]:
    """Yield where each word ends in the joined text."""
    stop = 0
    for before, text in pairwise(("", *texts)):
        stop += len(join_words([before, text])) - len(before) if before else len(text)
        yield stop


def _are_apart(before: Word, after: Word) -> bool:
    """Return whether a break or a pause separates two words."""
    return after.break_before >= Break.LINE or after.start_ms - before.end_ms >= _PAUSE_MS


def _merge(words: Sequence[Word]) -> Word:
    if len(words) == 1:
        return words[0]
    sure = min(word.confidence for word in words)
    text = join_words([word.text for word in words])
    return replace(words[0], text=text, end_ms=words[-1].end_ms, confidence=sure)
