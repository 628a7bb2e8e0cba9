"""The properties of each gap between two words, before lengths count. Pure.

Words flow in; for each word the costs of ending a slide after it and of continuing flow out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from vsl.basics.spacing import has_no_spaces
from vsl.model.project import Break, Mark, Word
from vsl.slides.editing.reveals import NO_REVEALS, Reveals, find_reveals
from vsl.slides.languages import word_classes
from vsl.slides.segmentation.costs import CLAUSE_OPENS, NEVER, SENTENCE, break_costs, opens_clause
from vsl.slides.segmentation.joints import never_parted
from vsl.slides.segmentation.presets import Preset
from vsl.slides.segmentation.word_features import End, WordFeatures, read_tokens

_PARTING_MARKS: Final = frozenset(("on_screen", "pause", "heading"))

# A silence lowers the cost of a break by the logarithm of its length: speakers pause at the ends of
# phrases, but also for effect inside them, so inside a phrase it lowers the cost half as much.
_BREATH_MS: Final = 120
_RELIEF: Final = 1.3  # for each e-fold of a breath
_MOST_RELIEF: Final = 4.0
_PHRASE: Final = 7.0  # higher costs are inside a phrase
_LEAST: Final = 0.3

# Pauses that replace punctuation in scripts without spaces.
_ENDS_CLAUSE_MS: Final = 300
_ENDS_SENTENCE_MS: Final = 700

# Costs of gaps inside a slide.
_PAUSE_MS: Final = 350
_PAUSE_INSIDE: Final = 2.2  # for each e-fold
_LOST_STOP_INSIDE: Final = 3.0  # of a comma before a long pause, often a full stop in fact,
_LOST_STOP_MS: Final = 450  # and of one before "and" and a clause of its own, after such a pause
_ANSWER_INSIDE: Final = 4.0  # added to a sentence's end: an answer gets its own slide
_CLAUSE_OPENS: Final = 2.5  # times the cost of any other comma inside a slide
_PARAGRAPH_INSIDE: Final = 16.0
_LINE_INSIDE: Final = 1.0
_ITEM_INSIDE: Final = 6.0
_HURRIED: Final = 5.0  # of a break inside a list that is spoken without pauses
_REVEAL_INSIDE: Final = 2.5
_REVEAL: Final = 0.6  # of a break that sets a reveal apart
_LINE: Final = 1.0

_RELATIVE: Final = frozenset(("determiners", "pronouns"))  # "which", "who"
_LONGEST_SUBORDINATE: Final = 24  # words; limits how far an edit can change costs

LAST_STAYS_MS: Final = 1000  # at least: the last slide stays to the recording's end

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gaps:
    """One value for each word, about the gap after it."""

    ending: Numbers  # cost of a break
    inside: Numbers  # cost of no break
    is_forced: npt.NDArray[np.bool_]  # a break regardless of cost
    is_whole: npt.NDArray[np.bool_]  # a sentence, an item or a part of the script ends there
    is_closed: npt.NDArray[np.bool_]  # a clause ends there, by its punctuation
    parts_clauses: npt.NDArray[np.bool_]  # the same, and another clause follows, no item
    is_seam: npt.NDArray[np.bool_]  # either side is a clause, by punctuation or by the next word
    is_short: npt.NDArray[np.bool_]  # of the word: its slide may be short

    def part(self, inner: slice) -> Gaps:
        """Return the gaps of a slice, the last one forced."""
        found = Gaps(**{each.name: getattr(self, each.name)[inner] for each in fields(self)})
        forced = found.is_forced.copy()
        forced[-1] = True
        return replace(found, is_forced=forced)


def read_gaps(
    words: Sequence[Word],
    preset: Preset,
    language: str,
    *,
    forced: Iterable[int] = (),
    names: Iterable[str] = (),
) -> Gaps:
    """Return the gaps after ``words``; the last one is forced.

    Args:
        forced: positions of words that begin a slide.
    """
    tokens = read_tokens([word.text for word in words], language)
    reveals = _reveals(tokens, words, preset)
    silences = _silences(words)
    tokens = list(_with_pauses(tokens, words, silences))
    breaks = np.array([*(word.break_before for word in words[1:]), Break.SLIDE])
    is_forced = _forced_breaks(breaks, forced, preset)
    ends = np.array([token.end for token in tokens])
    items = _mask_of(reveals.items, len(words))
    is_closed = (ends >= End.CLAUSE) | is_forced
    grammar = _grammar(tokens, language)
    ending = _ease_costs(grammar, silences)
    _at_most(ending, _mask_of(reveals.openings, len(words)), _REVEAL)
    _at_least(ending, _mask_of(reveals.hurried, len(words)), _HURRIED)
    _at_most(ending, breaks == Break.LINE, _LINE)
    ending[list(never_parted(tokens, language, names))] = NEVER
    ending[breaks >= Break.PARAGRAPH] = SENTENCE
    return Gaps(
        ending=ending,
        inside=_inside(tokens, silences, breaks, reveals, preset),
        is_forced=is_forced,
        is_whole=(ends >= End.SENTENCE) | is_forced | items | (breaks >= Break.PARAGRAPH),
        is_closed=is_closed,
        parts_clauses=is_closed & ((ends != End.CLAUSE) | _clause_follows(tokens)),
        is_seam=is_closed | (grammar <= CLAUSE_OPENS),
        is_short=_mask_of(reveals.short, len(words)),
    )


def _reveals(tokens: Sequence[WordFeatures], words: Sequence[Word], preset: Preset) -> Reveals:
    """Return what gets a slide of its own, if the preset allows it."""
    if not preset.sets_reveals_apart:
        return NO_REVEALS
    return find_reveals(
        tokens,
        lambda span: _display_ms(words, span) >= preset.min_ms,
        parts_lists=preset.parts_lists,
    )


def parting_marks(marks: Iterable[Mark]) -> frozenset[int]:
    """Return the words that begin slides because of a mark before them in the script."""
    return frozenset(mark.before_word for mark in marks if mark.kind in _PARTING_MARKS)


def _forced_breaks(
    breaks: npt.NDArray[np.int_], forced: Iterable[int], preset: Preset
) -> npt.NDArray[np.bool_]:
    """Return where the script or an editor requires a slide to end."""
    strongest = Break.LINE if preset.follows_lines else Break.SLIDE
    found: npt.NDArray[np.bool_] = breaks >= strongest
    found[[n - 1 for n in forced if 0 < n < len(breaks)]] = True
    return found


def _display_ms(words: Sequence[Word], span: range) -> int:
    following = words[span.stop : span.stop + 1]
    until_ms = following[0].start_ms if following else words[-1].end_ms + LAST_STAYS_MS
    return until_ms - words[span.start].start_ms


def _silences(words: Sequence[Word]) -> Numbers:
    starts = np.array([word.start_ms for word in words[1:]], float)
    ends = np.array([word.end_ms for word in words[:-1]], float)
    return np.append(np.maximum(starts - ends, 1), 1)


def _with_pauses(
    tokens: Sequence[WordFeatures], words: Sequence[Word], silences: Numbers
) -> Iterator[WordFeatures]:
    """Yield the tokens; in scripts without spaces a pause counts as punctuation.

    Thai has no such punctuation, and engines omit that of Chinese.
    """
    for token, word, silence in zip(tokens, words, silences, strict=True):
        end = End.SENTENCE if silence >= _ENDS_SENTENCE_MS else End.CLAUSE
        is_pause = silence >= _ENDS_CLAUSE_MS and has_no_spaces(word.text)
        yield replace(token, end=end) if is_pause and token.end < end else token


def _mask_of(positions: Iterable[int], count: int) -> npt.NDArray[np.bool_]:
    found = np.zeros(count, bool)
    found[list(positions)] = True
    return found


def _at_most(costs: Numbers, where: npt.NDArray[np.bool_], cost: float) -> None:
    costs[where] = np.minimum(costs[where], cost)


def _at_least(costs: Numbers, where: npt.NDArray[np.bool_], cost: float) -> None:
    costs[where] = np.maximum(costs[where], cost)


def _grammar(tokens: Sequence[WordFeatures], language: str) -> Numbers:
    follow = word_classes(language).adjectives_follow
    return np.array([*break_costs(tokens, adjectives_follow=follow), SENTENCE])


def _ease_costs(costs: Numbers, silences: Numbers) -> Numbers:
    """Return the costs, lower where the speaker pauses, since a break is audible there."""
    relief = np.clip(_RELIEF * np.log(silences / _BREATH_MS), 0, _MOST_RELIEF)
    eased = costs - np.where(costs >= _PHRASE, relief / 2, relief)
    return np.where(costs > _LEAST, np.maximum(eased, _LEAST), costs)


def _inside(
    tokens: Sequence[WordFeatures],
    silences: Numbers,
    breaks: Numbers,
    reveals: Reveals,
    preset: Preset,
) -> Numbers:
    ends = np.array([token.end for token in tokens])
    cost = np.zeros(len(ends))
    cost[ends == End.CLAUSE] = preset.two_clauses
    cost[(ends == End.CLAUSE) & _clause_follows(tokens)] = _CLAUSE_OPENS * preset.two_clauses
    cost[ends == End.STRONG_CLAUSE] = 2 * preset.two_clauses
    cost[ends == End.SENTENCE] = preset.two_sentences
    if preset.two_sentences:
        cost[ends == End.QUESTION] = preset.two_sentences + _ANSWER_INSIDE
        cost += np.maximum(_PAUSE_INSIDE * np.log(silences / _PAUSE_MS), 0)
        cost[(ends == End.CLAUSE) & _is_lost_stop(tokens, silences)] += _LOST_STOP_INSIDE
    cost[list(reveals.openings)] += _REVEAL_INSIDE
    cost[list(reveals.items)] += _ITEM_INSIDE
    _at_most(cost, _mask_of(reveals.hurried, len(cost)), preset.two_clauses)
    cost[breaks == Break.LINE] += _LINE_INSIDE
    cost[breaks == Break.PARAGRAPH] += _PARAGRAPH_INSIDE
    return cost


def _is_lost_stop(tokens: Sequence[WordFeatures], silences: Numbers) -> npt.NDArray[np.bool_]:
    """Return whether a comma after each word would stand for the full stop that is spoken."""
    joins = [
        "coordinators" in token.head and opens_clause(tokens, n) for n, token in enumerate(tokens)
    ]
    adds_clause = np.array([*joins[1:], False], bool)
    return (silences >= _ENDS_SENTENCE_MS) | (adds_clause & (silences >= _LOST_STOP_MS))


def _clause_follows(tokens: Sequence[WordFeatures]) -> npt.NDArray[np.bool_]:
    """Return whether a comma after each word would close a clause, not an item or a phrase."""
    by_next = [*(_opens_clause(tokens, n) for n in range(1, len(tokens))), False]
    waiting = _in_subordinate(tokens)
    return np.array([a or b for a, b in zip(by_next, waiting, strict=True)], bool)


def _opens_clause(tokens: Sequence[WordFeatures], n: int) -> bool:
    """Return whether the word at ``n`` opens a clause or quotation, and not after a single word."""
    is_alone = n > 1 and tokens[n - 2].end is not End.NONE and tokens[n - 1].end is End.CLAUSE
    return not is_alone and (tokens[n].is_opening or opens_clause(tokens, n))


def _in_subordinate(tokens: Sequence[WordFeatures]) -> Iterator[bool]:
    """Yield whether each word is in a subordinate clause before its main clause: "When dry,"."""
    opens, left = True, 0
    for token in tokens:
        if opens:
            is_opener = "clause_openers" in token.head and not token.head & _RELATIVE
            left = _LONGEST_SUBORDINATE if is_opener else 0
        yield left > 0
        opens, left = token.end is not End.NONE, left - 1
