"""Correct a transcript by its script: the script's spelling at the times of the recording. Pure.

Recognised words and the author's script flow in; the script's words with spoken times flow out.
The slides are computed from a ``Reading``: script, recognised words and decisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vsl.basics.folding import fold_text
from vsl.basics.punctuation import ends_sentence
from vsl.basics.spacing import join_words
from vsl.model.project import Break, Mark, Reading, Transcript, Word
from vsl.model.word_timing import in_order
from vsl.text.letters import fold_letters
from vsl.text.script.ad_libs import write_ad_lib
from vsl.text.script.alignment import Alignment, Laid, lay_script
from vsl.text.script.differences import (
    AD_LIB,
    CHANGED,
    Difference,
    ScriptComparison,
    compare_script,
    steps,
)
from vsl.text.script.names import script_names
from vsl.text.script.report import report_on

_SENTENCE = 3  # words; fewer do not count as a sentence


def apply_script(heard: Transcript, script: str, end_ms: int) -> Transcript:
    """Return the transcript with the script's spelling and marks, and differences as warnings.

    Unspoken words are left out, ad-libs are shown as recognised; the transcript's ``reading`` keeps
    both, so that decisions can be changed later.
    """
    reading = Reading(script, heard.words)
    comparison = compare_script(reading, heard.language, end_ms)
    words, marks = words_of(reading, comparison)
    warnings = heard.warnings + report_on(comparison, reading.decisions).warnings()
    return replace(heard, words=words, marks=marks, reading=reading, warnings=warnings)


def align_script(words: Sequence[Word], script: str, *, language: str = "en") -> tuple[Word, ...]:
    """Return all words of the script, in its spelling, at the times of the recognised words.

    They are in spoken order: swapped paragraphs are swapped.

    >>> heard = [Word("forty", 0, 300), Word("seven", 300, 600), Word("dolars", 700, 1200)]
    >>> [(word.text, word.start_ms) for word in align_script(heard, "Forty-seven dollars.")]
    [('Forty-seven', 0), ('dollars.', 700)]
    """
    laid = lay_script(script, tuple(words), language=language).laid
    return tuple(in_order(_as_written(each) for each in laid))


def words_of(
    reading: Reading, comparison: ScriptComparison
) -> tuple[tuple[Word, ...], tuple[Mark, ...]]:
    """Return the words on the slides and the script's marks among them, from the reading alone.

    By default a changed passage shows the script's text, an ad-lib the recognised words, and
    unspoken words are left out; see ``Difference``.

    Args:
        comparison: of the script and the recognised words of ``reading``.
    """
    alignment = comparison.alignment
    plan = _Plan.of(alignment, comparison.differences, reading)
    shown = list(_words_in_order(alignment, plan))
    return tuple(in_order(each.word for each in shown)), tuple(_marks(alignment, shown))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is shown of the words that differ: positions among aligned and recognised words."""

    left_out: frozenset[int]
    added: Mapping[int, tuple[Word, ...]]  # first recognised word of an ad-lib → words shown
    replaced: Mapping[int, tuple[int, ...]]  # first word → recognised words shown instead
    said: Mapping[int, str]  # first word of a changed passage → what is spoken

    @classmethod
    def of(
        cls,
        alignment: Alignment,
        found: Sequence[Difference],
        reading: Reading,
    ) -> _Plan:
        left_out: set[int] = set()
        added: dict[int, tuple[Word, ...]] = {}
        replaced: dict[int, tuple[int, ...]] = {}
        said: dict[int, str] = {}
        for each in found:
            follows_voice = reading.decisions.get(each.id, each.follows_voice)
            if each.kind == AD_LIB:
                if follows_voice and each.heard_words:
                    added[each.heard_words[0]] = _write(alignment, each, reading.script)
            elif follows_voice:
                left_out |= set(each.laid)
                if each.kind == CHANGED:
                    replaced[each.laid[0]] = each.heard_words
            elif each.kind == CHANGED:
                said[each.laid[0]] = each.heard
        return cls(frozenset(left_out), added, replaced, said)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A word on the slides, and the number of the script's word that it is or replaces."""

    word: Word
    number: int | None


def _words_in_order(alignment: Alignment, plan: _Plan) -> Iterator[_Shown]:
    """Yield the words in spoken order; a break before an omitted word moves to the next."""
    parts = Break.NONE
    is_first = True
    for found in _words_and_breaks(alignment, plan):
        if isinstance(found, Break):
            parts = max(parts, found)
            continue
        part = Break.NONE if is_first else parts
        yield _Shown(replace(found.word, break_before=part), found.number)
        parts, is_first = Break.NONE, False


def _words_and_breaks(alignment: Alignment, plan: _Plan) -> Iterator[_Shown | Break]:
    """Yield the words to show, and the break before each word of the script."""
    for step in steps(alignment):
        if step.laid is None:
            added = plan.added.get(step.heard, ()) if step.heard is not None else ()
            yield from (_Shown(word, None) for word in added)
            continue
        laid = alignment.laid[step.laid]
        yield laid.word.break_before
        for n in plan.replaced.get(step.laid, ()):
            yield _Shown(_as_heard(alignment.heard[n]), laid.number)
        if step.laid not in plan.left_out:
            yield _Shown(_as_written(laid, plan.said.get(step.laid, "")), laid.number)


def _write(alignment: Alignment, ad_lib: Difference, script: str) -> tuple[Word, ...]:
    """Return the words of an ad-lib; inside a sentence as recognised."""
    heard = [alignment.heard[n] for n in ad_lib.heard_words]
    if len(heard) < _SENTENCE or not _stands_between_sentences(alignment, ad_lib):
        return tuple(map(_as_heard, heard))
    names = script_names(script, alignment.language)
    return write_ad_lib(heard, names, alignment.language, script=script)


def _stands_between_sentences(alignment: Alignment, ad_lib: Difference) -> bool:
    """Return whether an ad-lib comes after a sentence or before the script."""
    before = [laid for laid in alignment.laid if laid.end_ms <= ad_lib.start_ms]
    return not before or ends_sentence(before[-1].word.text)


def _as_heard(word: Word) -> Word:
    return Word(word.text, word.start_ms, word.end_ms, word.confidence)


def _as_written(laid: Laid, said: str = "") -> Word:
    is_same = _fold_word(laid.word.text) == _fold_word("".join(laid.tokens))
    read = "" if is_same else join_words(laid.tokens)
    return Word(
        laid.word.text,
        laid.start_ms,
        laid.end_ms,
        laid.confidence,
        spoken=said or read,
        emphasised=laid.word.emphasised,
        break_before=laid.word.break_before,
    )


def _fold_word(text: str) -> str:
    return fold_text(fold_letters(text))


def _marks(alignment: Alignment, shown: Sequence[_Shown]) -> Iterator[Mark]:
    """Yield the script's marks, each before the next word shown; omitted passages lose theirs."""
    first = {each.number: n for n, each in reversed(list(enumerate(shown)))}
    places: dict[int, int] = {}
    place = len(shown)
    for laid in reversed(alignment.laid):
        place = places[laid.number] = first.get(laid.number, place)
    found = []
    for mark in alignment.manuscript.marks:
        number = mark.before_word
        belongs_before = mark.kind != "heading" and number - 1 in first
        if number in places and number not in first and not belongs_before:
            continue
        found.append(replace(mark, before_word=places.get(number, len(shown))))
    yield from sorted(found, key=lambda mark: mark.before_word)
