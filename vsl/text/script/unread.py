"""Find unspoken passages of a script: no word was recognised where they would be. Pure.

A passage is a sentence, a line, or many words in a row. Pauses and other speech don't count as its
time; only speech without recognised words or of low confidence may be the passage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from vsl.basics.punctuation import ends_sentence
from vsl.basics.spacing import count_words, has_no_spaces
from vsl.basics.text_cache import cache_short_texts
from vsl.model.project import UNRECOGNISED, Word
from vsl.text.abbreviations import is_abbreviation
from vsl.text.script.placing import TokenSpan, beats, spread
from vsl.text.script.sameness import DOUBTED

if TYPE_CHECKING:
    from vsl.text.script.alignment import Laid
    from vsl.text.written import ScriptWord

PASSAGE: Final = 6  # words in a row; fewer inside a sentence may all have been misheard
_HURRIED: Final = 0.6  # of the speaker's usual time for such words
_UNLIKE: Final = 0.3  # share of a sentence's letters that match; with less it is another sentence


def mark_unread(
    laid: Sequence[Laid], words: Sequence[ScriptWord], heard: Sequence[Word], language: str
) -> list[Laid]:
    """Return the words in spoken order, with unspoken passages marked as not said.

    These get the silence in which they would be, and no recognised words.

    Args:
        words: the script's.
    """
    starts = find_starts(words, language)
    found = list(_without_unlike(laid, starts, heard))
    unheard = [n for n, each in enumerate(found) if not each.heard_words]
    for _, run in groupby(enumerate(unheard), lambda each: each[1] - each[0]):
        places = _keep_whole(found, [place for _, place in run], starts)
        if not places or (len(places) < PASSAGE and not _stands_clear(found, places)):
            continue
        between = heard[_between(found, places)]
        unrecognised_ms = _measure_unrecognised(between)
        passage = [found[n] for n in places]
        found[places[0] : places[-1] + 1] = (
            [replace(each, said=True) for each in passage]
            if unrecognised_ms and unrecognised_ms >= _measure_need(found, passage) * _HURRIED
            else _retime(passage, _find_silence(found, places, between))
        )
    return found


def _keep_whole(
    laid: Sequence[Laid], places: Sequence[int], starts: frozenset[int]
) -> Sequence[int]:
    """Return the neighbouring places that form whole sentences or lines, if any."""
    begins = [n for n, place in enumerate(places) if laid[place].number in starts]
    ends = [n for n, place in enumerate(places, start=1) if laid[place].number + 1 in starts]
    return places[begins[0] : ends[-1]] if begins and ends else ()


def _stands_clear(laid: Sequence[Laid], places: Sequence[int]) -> bool:
    """Return whether the words around a passage were recognised exactly and without doubt.

    Beside words that are misrecognised or guessed, a short sentence may have been missed as well.
    """
    around = laid[max(0, places[0] - 1) : places[0]], laid[places[-1] + 1 : places[-1] + 2]
    return all(each.matches and each.confidence > DOUBTED for side in around for each in side)


def _between(laid: Sequence[Laid], places: Sequence[int]) -> slice:
    """Return the slice of recognised words between those of the words around a passage."""
    before = next((laid[n] for n in range(places[0] - 1, -1, -1) if laid[n].heard_words), None)
    after = (laid[n] for n in range(places[-1] + 1, len(laid)) if laid[n].heard_words)
    stop = next((each.heard_words.start for each in after), None)
    return slice(before.heard_words.stop if before else 0, stop)


def find_starts(words: Sequence[ScriptWord], language: str) -> frozenset[int]:
    """Return the numbers of the words that begin a line or a sentence, and the number of words."""
    found = {0, len(words)}
    for number, (before, word) in enumerate(pairwise(words), start=1):
        if word.line != before.line or _closes(before.text, language):
            found.add(number)
    return frozenset(found)


@cache_short_texts(16_384)
def _closes(text: str, language: str) -> bool:
    return ends_sentence(text) and not is_abbreviation(text, language)


def is_passage(laid: Sequence[Laid], places: Sequence[int], starts: frozenset[int]) -> bool:
    """Return whether words in a row are many, or whole sentences or lines."""
    size = sum(
        count_words(laid[n].word.text) if has_no_spaces(laid[n].word.text) else 1 for n in places
    )
    is_whole = laid[places[0]].number in starts and laid[places[-1]].number + 1 in starts
    return size >= PASSAGE or is_whole


def _without_unlike(
    laid: Sequence[Laid], starts: frozenset[int], heard: Sequence[Word]
) -> Iterator[Laid]:
    """Yield the words; longer sentences that match next to nothing lose their matches."""
    ordered = sorted(starts)
    sentence_of = [0] * (ordered[-1] + 1)
    for first, stop in pairwise(ordered):
        sentence_of[first:stop] = [first] * (stop - first)
    for _, run in groupby(laid, lambda each: sentence_of[each.number]):
        sentence = list(run)
        is_doubtful = len(sentence) >= PASSAGE and not all(each.matches for each in sentence)
        if is_doubtful and _is_other(sentence, heard):
            sentence = [
                replace(each, heard_words=range(0), likeness=0.0, matches=False)
                for each in sentence
            ]
        yield from sentence


def _is_other(sentence: Sequence[Laid], heard: Sequence[Word]) -> bool:
    """Return whether the words recognised for a sentence are certainly a different one."""
    words = [heard[n] for each in sentence for n in each.heard_words]
    if not words or sum(word.confidence for word in words) <= DOUBTED * len(words):
        return False
    letters = sum(len(each.word.text) for each in sentence)
    return sum(len(each.word.text) for each in sentence if each.matches) < _UNLIKE * letters


def _measure_need(laid: Sequence[Laid], passage: Sequence[Laid]) -> float:
    """Return the speaker's usual time for the passage, in milliseconds."""
    heard = [each for each in laid if each.heard_words]
    counted = sum(map(_count_beats, heard))
    beat_ms = sum(each.end_ms - each.start_ms for each in heard) / counted if counted else 0.0
    return beat_ms * sum(map(_count_beats, passage))


def _count_beats(laid: Laid) -> float:
    return sum(map(beats, laid.tokens))


def _measure_unrecognised(words: Sequence[Word]) -> int:
    """Return the milliseconds of speech that is unrecognised or of low confidence."""
    return sum(
        word.end_ms - word.start_ms
        for word in words
        if word.text == UNRECOGNISED or word.confidence <= DOUBTED
    )


def _find_silence(
    laid: Sequence[Laid], places: Sequence[int], between: Sequence[Word]
) -> TokenSpan:
    """Return the time between the word before a passage and the next speech."""
    start_ms = laid[places[0] - 1].end_ms if places[0] else 0
    after = laid[places[-1] + 1] if places[-1] + 1 < len(laid) else laid[places[-1]]
    end_ms = between[0].start_ms if between else after.start_ms
    return TokenSpan(start_ms, max(start_ms, end_ms))


def _retime(passage: Sequence[Laid], silence: TokenSpan) -> Iterator[Laid]:
    """Yield the words of an unspoken passage, over the silence in which they would be."""
    spans = spread([token for each in passage for token in each.tokens], silence)
    place = 0
    for each in passage:
        word_spans = spans[place : place + len(each.tokens)]
        place += len(each.tokens)
        yield replace(
            each, start_ms=word_spans[0].start_ms, end_ms=word_spans[-1].end_ms, said=False
        )
