"""Words put together where a slide may not part them: the phrases of scripts without spaces. Pure.

An engine cuts such text where it likes, often into single letters. What ``segment`` parts are
therefore units: words of a script with spaces as they are, elsewhere all that a phrase holds.
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

_PAUSE_MS: Final = 500  # nobody pauses so long inside a phrase
_TELLING: Final = 1000  # words that tell which script a text is in
_LINE: Final = 42  # characters of a line of captions, by which the presets are measured


def gather(words: Sequence[Word], starts: Collection[int] = ()) -> tuple[WordRange, ...]:
    """The ranges of ``words`` that are one unit each, in order.

    Args:
        starts: words that begin a unit whatever the text says.
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
    """One word for each unit: its text, its time, as sure as its least sure word."""
    if len(units) == len(words):
        return tuple(words)
    return tuple(_merge(words[unit.first : unit.last + 1]) for unit in units)


def inside_phrases(texts: Sequence[str]) -> frozenset[int]:
    """Positions of words that a phrase goes on behind."""
    if not any(map(has_no_spaces, texts)):
        return frozenset()
    return frozenset(_inside_phrases(texts))


def fit_script(preset: Preset, words: Sequence[Word]) -> Preset:
    """``preset`` with the limits of the script that most of the text is in."""
    sample = words[:: 1 + len(words) // _TELLING]
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
    """Where each word ends in the joined text."""
    stop = 0
    for before, text in pairwise(("", *texts)):
        stop += len(join_words([before, text])) - len(before) if before else len(text)
        yield stop


def _are_apart(before: Word, after: Word) -> bool:
    """Whether the script or a pause parts two words."""
    return after.break_before >= Break.LINE or after.start_ms - before.end_ms >= _PAUSE_MS


def _merge(words: Sequence[Word]) -> Word:
    if len(words) == 1:
        return words[0]
    sure = min(word.confidence for word in words)
    text = join_words([word.text for word in words])
    return replace(words[0], text=text, end_ms=words[-1].end_ms, confidence=sure)
