"""The differences between a script and its recording, each with a stable id. Pure."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from rapidfuzz.distance import LCSseq

from vsl.basics.folding import fold_text
from vsl.basics.spacing import count_words, has_no_spaces, join_words
from vsl.model.project import UNRECOGNISED, Reading, Word
from vsl.text.script.alignment import Alignment, Laid, lay_script
from vsl.text.script.sameness import DOUBTED
from vsl.text.script.unread import find_starts, is_passage

UNSPOKEN, AD_LIB, CHANGED = "unspoken", "ad_lib", "changed"
_ADDED = 3  # words in a row; fewer are a slip of the speaker or the recogniser
_HOLE_MS = 3_000  # without a recognised word; a speaker's longest pauses are shorter
_LETTERS = 4  # of dropped words; fewer are never recognised reliably
_REPEATED = 0.6  # share of a passage's words that are repeated at once, in order
_SURE = 0.6  # confidence from which one or two added words are reported


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the recording and the script differ.

    ``unspoken``: in the script, but not spoken; left out unless the script is followed.

    ``ad_lib``: spoken, but not in the script; shown as recognised unless the script is followed.
    One or two words, an earlier take and words of low confidence are shown only where the voice is
    followed. An ad-lib without recognised words is a time in which nothing was recognised.

    ``changed``: both have different words; the script's are shown unless the voice is followed.
    """

    id: str
    kind: str
    script: str  # as it is written
    heard: str
    start_ms: int
    end_ms: int
    line: int  # of the script, from 1: where it is or would be
    laid: tuple[int, ...]  # positions among the alignment's words
    heard_words: tuple[int, ...]  # positions among the recognised words
    follows_voice: bool = False  # whether the voice is followed by default


@dataclass(frozen=True, slots=True)
class AlignmentStep:
    """A word of the script, or a recognised word outside it, in spoken order."""

    laid: int | None
    heard: int | None


@dataclass(frozen=True, slots=True)
class ScriptComparison:
    """A script aligned with its recording, and where they differ; no decision changes it."""

    alignment: Alignment
    differences: tuple[Difference, ...]


def compare_script(reading: Reading, language: str, end_ms: int) -> ScriptComparison:
    """Return how the script of ``reading`` compares with its recognised words.

    Args:
        end_ms: the recording's end.
    Raises:
        BadInput: the script has no spoken word.
    """
    alignment = lay_script(reading.script, reading.heard, language=language, end_ms=end_ms)
    return ScriptComparison(alignment, differences(alignment))


def differences(alignment: Alignment) -> tuple[Difference, ...]:
    """Return all differences in spoken order; the same texts always give the same ids."""
    seen: Counter[str] = Counter()
    found = []
    everything = [*_differences(alignment), *_unrecognised_speech(alignment), *_holes(alignment)]
    for each in sorted(everything, key=lambda each: each.start_ms):
        content = each.kind, each.script, each.heard or _context(alignment, each)
        key = hashlib.sha256("\0".join(content).encode()).hexdigest()
        seen[key] += 1
        again = f"-{seen[key]}" if seen[key] > 1 else ""
        follows = _follows_voice(alignment, each)
        found.append(replace(each, id=f"{key[:12]}{again}", follows_voice=follows))
    return tuple(found)


def _follows_voice(alignment: Alignment, difference: Difference) -> bool:
    """Return whether the voice is followed by default."""
    if difference.kind != AD_LIB:
        return difference.kind == UNSPOKEN
    words = [alignment.heard[n] for n in difference.heard_words]
    if _size(word.text for word in words) < _ADDED:
        return False
    sure = sum(word.confidence for word in words) / len(words)
    return sure > DOUBTED and not _is_earlier_take(alignment, difference.heard_words)


def _is_earlier_take(alignment: Alignment, places: Sequence[int]) -> bool:
    """Return whether a passage is an earlier attempt at what is spoken after it."""
    passage = [fold_text(alignment.heard[n].text) for n in places]
    stop = places[-1] + 1
    after = alignment.heard[stop : stop + len(passage) + _ADDED]
    follows = [fold_text(word.text) for word in after]
    if passage[:_ADDED] == follows[:_ADDED]:
        return True
    return LCSseq.similarity(passage, follows) >= _REPEATED * len(passage)


def steps(alignment: Alignment) -> Iterator[AlignmentStep]:
    """Yield all words of the script, and the recognised words that belong to none of them."""
    claimed = {n for laid in alignment.laid for n in laid.heard_words}
    known = (n for n, word in enumerate(alignment.heard) if _is_known(word.text))
    extra = (n for n in known if n not in claimed)
    waiting = next(extra, None)
    for number, laid in enumerate(alignment.laid):
        while laid.heard_words and waiting is not None and waiting < laid.heard_words[0]:
            yield AlignmentStep(None, waiting)
            waiting = next(extra, None)
        yield AlignmentStep(number, None)
    while waiting is not None:
        yield AlignmentStep(None, waiting)
        waiting = next(extra, None)


def _is_known(text: str) -> bool:
    """Return whether a recognised word has text: not unrecognised speech or a lone sign."""
    is_sign = has_no_spaces(text) and not any(char.isalnum() for char in text)
    return text != UNRECOGNISED and not is_sign


def _differences(alignment: Alignment) -> Iterator[Difference]:
    """Yield runs of steps that differ, cut where their kind changes."""
    unlike = _unlike(alignment)
    starts = find_starts(alignment.manuscript.words, alignment.language)
    line = alignment.laid[0].word.line if alignment.laid else 1
    for parts, found in groupby(
        steps(alignment), lambda each: each.laid is None or each.laid in unlike
    ):
        group = list(found)
        if parts:
            for each in _kinds(alignment, group, starts):
                yield replace(
                    each, line=alignment.laid[each.laid[0]].word.line if each.laid else line
                )
        line = next((alignment.laid[n].word.line for n in _places(reversed(group))), line)


def _unrecognised_speech(alignment: Alignment) -> Iterator[Difference]:
    """Yield unrecognised speech, except where words of the script are shown."""
    for word in alignment.heard:
        if word.text == UNRECOGNISED and not any(
            laid.said and laid.start_ms < word.end_ms and word.start_ms < laid.end_ms
            for laid in alignment.laid
        ):
            before = [laid for laid in alignment.laid if laid.end_ms <= word.start_ms]
            line = before[-1].word.line if before else 1
            yield Difference("", AD_LIB, "", "", word.start_ms, word.end_ms, line, (), ())


def _holes(alignment: Alignment) -> Iterator[Difference]:
    """Yield times without recognised words that are longer than pauses.

    Pauses that the script asks for and unspoken passages, which are reported separately, are left
    out. An engine that only recognises the script's words finds nothing where the script has none.
    """
    pauses = {mark.before_word for mark in alignment.manuscript.marks if mark.kind == "pause"}
    said = sorted((laid for laid in alignment.laid if laid.said), key=lambda laid: laid.start_ms)
    unread = [laid.start_ms for laid in alignment.laid if not laid.said]
    for before, after in pairwise(said):
        start = max([before.end_ms, *(w.end_ms for w in _between(alignment, before, after))])
        if after.start_ms - start < _HOLE_MS or after.number in pauses:
            continue
        if not any(start <= time_ms < after.start_ms for time_ms in unread):
            line = before.word.line
            yield Difference("", AD_LIB, "", "", start, after.start_ms, line, (), ())


def _between(alignment: Alignment, before: Laid, after: Laid) -> Sequence[Word]:
    """Return the recognised words between two words of the script."""
    if not before.heard_words or not after.heard_words:
        return ()
    return alignment.heard[before.heard_words[-1] + 1 : after.heard_words[0]]


def _context(alignment: Alignment, difference: Difference) -> str:
    """Return the script's words before and after a difference without recognised words."""
    if difference.laid:
        return ""
    ends = [laid.word.text for laid in alignment.laid if laid.end_ms <= difference.start_ms]
    begins = [laid.word.text for laid in alignment.laid if laid.start_ms >= difference.end_ms]
    return join_words([*ends[-3:], "…", *begins[:3]])


def _unlike(alignment: Alignment) -> set[int]:
    """Return the unspoken and unrecognised words, and those that share recognised words
    with them.

    A word during unrecognised speech needs no recognised word.
    """
    unrecognised = [word for word in alignment.heard if word.text == UNRECOGNISED]
    begins = [word.start_ms for word in unrecognised]

    def is_unrecognised(laid: Laid) -> bool:
        n = bisect_left(begins, laid.end_ms)
        return bool(n) and unrecognised[n - 1].end_ms > laid.start_ms

    unlike = {
        n
        for n, laid in enumerate(alignment.laid)
        if not laid.is_same or (not laid.heard_words and not is_unrecognised(laid))
    }
    mixed = {n for number in unlike for n in alignment.laid[number].heard_words}
    return unlike | {
        n for n, laid in enumerate(alignment.laid) if not mixed.isdisjoint(laid.heard_words)
    }


def _places(run: Iterable[AlignmentStep]) -> Iterator[int]:
    return (step.laid for step in run if step.laid is not None)


def _kinds(
    alignment: Alignment, group: Sequence[AlignmentStep], starts: frozenset[int]
) -> Iterator[Difference]:
    """Yield long runs of unspoken or added words separately, the rest as changed passages."""

    def sort(step: AlignmentStep) -> str:
        if step.laid is None:
            return AD_LIB
        return CHANGED if alignment.laid[step.laid].said else UNSPOKEN

    rest: list[AlignmentStep] = []
    for kind, found in groupby(group, sort):
        run = list(found)
        if (
            kind == CHANGED
            or not _is_passage(alignment, run, starts)
            or _is_instead(alignment, rest, run)
        ):
            rest += run
            continue
        yield from _changed_words(alignment, rest)
        rest = []
        yield _difference(alignment, kind, run)
    yield from _changed_words(alignment, rest)


def _is_passage(alignment: Alignment, run: Sequence[AlignmentStep], starts: frozenset[int]) -> bool:
    """Return whether words in a row are more than a slip: many, or whole sentences or lines."""
    if run[0].laid is None:
        return (
            _size(alignment.heard[step.heard].text for step in run if step.heard is not None)
            >= _ADDED
        )
    return is_passage(alignment.laid, list(_places(run)), starts)


def _size(texts: Iterable[str]) -> float:
    """Return the number of words; in scripts without spaces a text may be a single letter."""
    return sum(count_words(text) if has_no_spaces(text) else 1 for text in texts)


def _letters(text: str) -> int:
    """Return the number of letters; a letter of a script without spaces counts twice."""
    return len(text) * (2 if has_no_spaces(text) else 1)


def _is_instead(
    alignment: Alignment, before: Sequence[AlignmentStep], extra: Sequence[AlignmentStep]
) -> bool:
    """Return whether extra speech takes the time of the script's words before it."""
    replaced = [n for n in _places(before) if not alignment.laid[n].heard_words]
    return extra[0].laid is None and 0 < len(extra) <= 2 * len(replaced)


def _changed_words(alignment: Alignment, run: Sequence[AlignmentStep]) -> Iterator[Difference]:
    if list(_places(run)):
        letters = sum(_letters(alignment.laid[n].word.text) for n in _places(run))
        difference = _difference(alignment, CHANGED, run)
        if difference.heard or letters >= _LETTERS:
            yield difference
    elif run:
        words = [alignment.heard[step.heard] for step in run if step.heard is not None]
        if min(word.confidence for word in words) >= _SURE:
            yield _difference(alignment, AD_LIB, run)


def _difference(alignment: Alignment, kind: str, run: Sequence[AlignmentStep]) -> Difference:
    places = tuple(_places(run))
    laid = [alignment.laid[n] for n in places]
    heard = {step.heard for step in run if step.heard is not None}
    heard |= {n for each in laid for n in each.heard_words}
    words = [alignment.heard[n] for n in sorted(heard)]
    spans: list[Laid | Word] = [*laid, *words]
    return Difference(
        id="",
        kind=kind,
        script=join_words([each.word.text for each in laid]).strip(),
        heard=join_words([word.text for word in words]).strip(),
        start_ms=min(span.start_ms for span in spans),
        end_ms=max(span.end_ms for span in spans),
        line=0,
        laid=places,
        heard_words=tuple(sorted(heard)),
    )
