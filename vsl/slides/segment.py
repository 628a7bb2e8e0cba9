"""Cut spoken words into thoughts, one a slide: the cheapest set of breaks by dynamic programming.

A break is free after a sentence, costs some after a clause or in a pause and most inside a phrase;
a slide costs more the further it lies from the length that reads best. Words flow in, ranges of
words flow out; nothing here knows times on screen, fonts or pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vsl.errors import BadInput
from vsl.model import Word, WordRange

SENTENCE_ENDS = (".", "!", "?", "…", "。", "？", "！")
CLAUSE_ENDS = (",", ";", ":", "—", "–", "،", "、")
_CLOSERS = "\"'”’)]»*"

# Costs of ending a slide after a word, relative to one another; a sentence end is free.
_CLAUSE_AND_PAUSE = 0.3
_AFTER_CLAUSE = 1.0
_IN_PAUSE = 2.0  # speakers also pause for effect, in the middle of a phrase
_IN_BREATH = 2.5
_INSIDE_PHRASE = 5.0
# Costs of what stays inside a slide.
_SENTENCE_END_INSIDE = 8.0  # two thoughts on one slide
_PAUSE_INSIDE = 3.0
# Words by which a slide misses the target for a cost of 1: too long tires sooner than too short.
_SHORTER_BY = 4.0
_LONGER_BY = 3.0
_BEYOND_LIMIT = 1000.0  # only a single word that is too long by itself ever pays this


@dataclass(frozen=True, slots=True)
class SlideLength:
    """How much one slide carries.

    Source: practitioners' rule of 5–10 words a slide and 2–4 s, at most 7 s on screen
    (Netflix Timed Text Style Guide, "Duration": 5/6 s to 7 s).
    """

    target_words: int = 7
    max_words: int = 11
    max_characters: int = 64
    max_ms: int = 7000
    pause_ms: int = 500  # a silence at least this long may start a new slide anywhere
    breath_ms: int = 200


def segment(words: Sequence[Word], length: SlideLength = SlideLength()) -> tuple[WordRange, ...]:
    """The ranges of words that become slides.

    Args:
        words: in spoken order, not overlapping; may be empty.
    Returns:
        Ranges that cover every word exactly once, in order. Empty for no words.
    Raises:
        BadInput: two words overlap.
    """
    _check_order(words)
    ends = [_break_cost(words, index, length) for index in range(len(words))]
    best = [0.0] + [float("inf")] * len(words)  # cheapest cost of the first n words
    start_of = [0] * (len(words) + 1)
    for stop in range(1, len(words) + 1):
        for start in range(max(0, stop - length.max_words), stop):
            cost = best[start] + _slide_cost(words, start, stop, length) + ends[stop - 1]
            if cost < best[stop]:
                best[stop], start_of[stop] = cost, start
    return _trace(start_of)


def ends_sentence(word: Word) -> bool:
    """Whether a word closes a sentence, quotes and brackets after the full stop aside."""
    return word.text.rstrip(_CLOSERS).endswith(SENTENCE_ENDS)


def ends_clause(word: Word) -> bool:
    """Whether a word closes a clause by its punctuation."""
    return word.text.rstrip(_CLOSERS).endswith(CLAUSE_ENDS)


def _trace(start_of: Sequence[int]) -> tuple[WordRange, ...]:
    ranges = []
    stop = len(start_of) - 1
    while stop > 0:
        ranges.append(WordRange(start_of[stop], stop - 1))
        stop = start_of[stop]
    return tuple(reversed(ranges))


def _break_cost(words: Sequence[Word], index: int, length: SlideLength) -> float:
    word = words[index]
    if index == len(words) - 1 or ends_sentence(word):
        return 0.0
    silence_ms = words[index + 1].start_ms - word.end_ms
    if ends_clause(word):
        return _CLAUSE_AND_PAUSE if silence_ms >= length.pause_ms else _AFTER_CLAUSE
    if silence_ms >= length.pause_ms:
        return _IN_PAUSE
    return _IN_BREATH if silence_ms >= length.breath_ms else _INSIDE_PHRASE


def _slide_cost(words: Sequence[Word], start: int, stop: int, length: SlideLength) -> float:
    count = stop - start
    miss = count - length.target_words
    cost = (miss / (_LONGER_BY if miss > 0 else _SHORTER_BY)) ** 2
    for index in range(start, stop - 1):
        if ends_sentence(words[index]):
            cost += _SENTENCE_END_INSIDE
        elif words[index + 1].start_ms - words[index].end_ms >= length.pause_ms:
            cost += _PAUSE_INSIDE
    characters = sum(len(word.text) + 1 for word in words[start:stop]) - 1
    if characters > length.max_characters or _shown_ms(words, start, stop) > length.max_ms:
        cost += _BEYOND_LIMIT
    return cost


def _shown_ms(words: Sequence[Word], start: int, stop: int) -> int:
    return words[stop - 1].end_ms - words[start].start_ms


def _check_order(words: Sequence[Word]) -> None:
    for index in range(1, len(words)):
        if words[index].start_ms < words[index - 1].end_ms:
            raise BadInput(f"Words {index - 1} and {index} overlap in time; check the transcript.")
