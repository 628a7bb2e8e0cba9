"""Align a script with the recognised words: when each of its words is spoken.

Pure. Recognised words and the author's script flow in; the script's words flow out in spoken order.
What is shown of them is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

from rapidfuzz.distance import LCSseq

from vsl.basics.punctuation import ends_clause, ends_sentence
from vsl.basics.sequence_matching import Match, matching_runs
from vsl.basics.text_cache import SizedCache, cache_short_texts
from vsl.errors import BadInput
from vsl.model.project import Word
from vsl.text.letters import fold_letters
from vsl.text.script.comparison import Comparison, HeardTokens
from vsl.text.script.gap_pairing import Pair
from vsl.text.script.heard_readings import read_heard
from vsl.text.script.pairing import Texts
from vsl.text.script.passages import in_voice_order
from vsl.text.script.placing import UNSAID, PlacedToken, TokenSpan, beats, place_tokens
from vsl.text.script.reading_variants import fold_unit
from vsl.text.script.rereading import reread_words
from vsl.text.script.unread import mark_unread
from vsl.text.written import Manuscript, ScriptWord, read_manuscript

SAME = 0.6  # likeness from which a recognised word counts as the script's
_OPENS = "\"'“‘«([¿¡"
_NEAREST, _FARTHEST = 3, 12  # words around those without time that may cover it
_ENOUGH_SHARE = 0.8  # of the usual time for all of them
_REACHES = 6, 24  # words on either side, near and far
_SPARE_SHARE = 0.35  # of the usual time of words without any; unspoken words leave less than 0.3
_WINDOW = 12  # tokens around a word that are searched for another reading of it


@dataclass(frozen=True, slots=True)
class Laid:
    """A word of the script aligned with the audio."""

    word: ScriptWord
    number: int  # position in the script
    start_ms: int
    end_ms: int
    confidence: float
    tokens: tuple[str, ...]  # the reading that was recognised
    heard_words: range  # positions of the recognised words for it; may be empty
    likeness: float  # of both; 0 without recognised words
    said: bool  # False: its neighbours leave no time for it
    matches: bool  # the recognised words are this word, as far as a recogniser can tell

    @property
    def is_same(self) -> bool:
        """Whether the word is spoken: recognised as such, or with time and without other words."""
        return self.matches or (self.said and not self.heard_words)


_ALIGNMENTS: Final = SizedCache["Alignment"](1_000_000)  # characters; an hour of speech has 100,000


@dataclass(frozen=True, slots=True)
class Alignment:
    """A script aligned with recognised words."""

    manuscript: Manuscript
    heard: tuple[Word, ...]
    laid: tuple[Laid, ...]  # every word of the script once, in spoken order
    language: str = "en"

    @property
    def heard_share(self) -> float:
        """The share of the script's tokens that were recognised, 0..1."""
        tokens = sum(len(laid.tokens) for laid in self.laid)
        heard = sum(len(laid.tokens) for laid in self.laid if laid.likeness >= SAME)
        return heard / tokens if tokens else 0.0


def lay_script(
    script: str, heard: tuple[Word, ...], *, language: str = "en", end_ms: int = 0
) -> Alignment:
    """Return the script's words aligned with the recognised words; the last results are kept.

    Args:
        heard: in order; may be empty.
        language: decides how numbers are read and how words sound.
        end_ms: the recording's end, where known; unmatched words may lie after the last match.
    Returns:
        Times in order, not overlapping, from 0 to the recording's end; no words if none are heard.
    Raises:
        BadInput: the script has no spoken word.
    """

    def lay() -> Alignment:
        manuscript = read_manuscript(script, language)
        if not manuscript.words:
            raise BadInput("The script holds no spoken words, only marks and headings.")
        return lay_manuscript(manuscript, heard, language=language, end_ms=end_ms)

    size = len(script) + sum(len(word.text) for word in heard)
    return _ALIGNMENTS.find((script, heard, language, end_ms), size, lay)


def lay_manuscript(
    manuscript: Manuscript, heard: tuple[Word, ...], *, language: str = "en", end_ms: int = 0
) -> Alignment:
    """Return the alignment of a parsed script; see ``lay_script``."""
    if not heard:
        return Alignment(manuscript, heard, (), language)
    script = [_fold_readings(word.readings) for word in manuscript.words]
    compared = [_fold_units(ways, language) for ways in script]
    sounds = [_fold_units(_fold_readings(ways), language) for ways in read_heard(heard, language)]
    read, said, runs = _as_heard(compared, sounds)
    chosen = [
        ways[folded.index(own)] for ways, folded, own in zip(script, compared, read, strict=True)
    ]
    written, voice = _Written.of(manuscript.words, chosen, read), HeardTokens.of(heard, said)
    texts = Texts(written.tokens, voice.tokens, written.starts(), language, runs)
    laid = _lay_tokens(written, voice, texts, max(end_ms, heard[-1].end_ms))
    laid = reread_words(laid, compared, sounds, heard, language=language)
    laid = mark_unread(laid, manuscript.words, heard, language)
    return Alignment(manuscript, heard, tuple(laid), language)


_Tokens = tuple[str, ...]
_Ways = tuple[_Tokens, ...]


@cache_short_texts(16_384)
def _fold_readings(ways: _Ways) -> _Ways:
    """Return the readings without apostrophes, which recognisers set at random, and in one kana."""
    return tuple(tuple(fold_letters(token.replace("'", "")) for token in way) for way in ways)


@cache_short_texts(16_384)
def _fold_units(ways: _Ways, language: str) -> _Ways:
    """Return the readings as they are compared: dollars become dollar."""
    return tuple(tuple(fold_unit(token, language) for token in way) for way in ways)


def _as_heard(
    script: Sequence[_Ways], heard: Sequence[_Ways]
) -> tuple[list[_Tokens], list[_Tokens], list[Match]]:
    """Return for each word of both texts the reading that matches the other text.

    A price in figures matches one in words. Third come the runs of tokens that are then equal.
    """
    read, said = [ways[0] for ways in script], [ways[0] for ways in heard]
    runs = _equal(read, said)
    better = _rechoose(script, read, said, runs)
    if better != read:
        read, runs = better, _equal(better, said)
    back = [Match(run.other, run.first, run.size) for run in runs]
    better = _rechoose(heard, said, read, back)
    return (read, said, runs) if better == said else (read, better, _equal(read, better))


def _equal(read: Sequence[_Tokens], said: Sequence[_Tokens]) -> list[Match]:
    return matching_runs(_flatten(read), _flatten(said), replacing=2)


def _flatten(words: Sequence[_Tokens]) -> list[str]:
    return [token for tokens in words for token in tokens]


def _rechoose(
    ways: Sequence[_Ways],
    chosen: Sequence[_Tokens],
    others: Sequence[_Tokens],
    runs: Sequence[Match],
) -> list[_Tokens]:
    """Return the readings, replaced where another one matches the other text at that place."""
    found = list(chosen)
    if all(len(each) == 1 for each in ways):
        return found
    other = _flatten(others)
    partner = [-1] * sum(map(len, chosen))
    for run in runs:
        partner[run.first : run.first + run.size] = range(run.other, run.other + run.size)
    position, after = 0, -1  # the last matched token before the word
    for number, tokens in enumerate(chosen):
        inside = partner[position : position + len(tokens)]
        position += len(tokens)
        if len(ways[number]) > 1 and not _is_run(inside):
            following = next((p for p in partner[position : position + _WINDOW] if p >= 0), None)
            stop = after + 1 + _WINDOW if following is None else following
            found[number] = _best(ways[number], other[after + 1 : stop])
        after = max([after, *inside])
    return found


def _is_run(partners: Sequence[int]) -> bool:
    """Return whether the tokens are matched one after the other without gaps."""
    return -1 not in partners and all(b - a == 1 for a, b in pairwise(partners))


def _best(ways: _Ways, window: Sequence[str]) -> _Tokens:
    """Return the reading with the most tokens inside the window and the fewest outside."""
    return max(ways, key=lambda way: 2 * LCSseq.similarity(way, window) - len(way))


@dataclass(frozen=True, slots=True)
class _Written:
    """The script's tokens, and the word of each."""

    words: Sequence[ScriptWord]
    read: Sequence[_Tokens]
    tokens: list[str]
    owners: list[int]

    @classmethod
    def of(
        cls, words: Sequence[ScriptWord], read: Sequence[_Tokens], compared: Sequence[_Tokens]
    ) -> _Written:
        owners = [n for n, tokens_of_word in enumerate(read) for _ in tokens_of_word]
        return cls(words, read, _flatten(compared), owners)

    def starts(self) -> frozenset[int]:
        """Return the tokens that begin a line or a sentence."""
        found, before, token = set(), self.words[0], 0
        for word, tokens in zip(self.words, self.read, strict=True):
            if not token or word.line != before.line or closes(before) == 2:
                found.add(token)
            before, token = word, token + len(tokens)
        return frozenset(found)

    def placed_token(self, token: int) -> PlacedToken:
        last = token + 1 == len(self.owners) or self.owners[token + 1] != self.owners[token]
        return PlacedToken(
            self.tokens[token], closes(self.words[self.owners[token]]) if last else 0
        )


def _lay_tokens(written: _Written, voice: HeardTokens, texts: Texts, end_ms: int) -> list[Laid]:
    order = in_voice_order(texts)
    spans = place_tokens(
        [written.placed_token(token) for token in order.tokens], order.pairs, voice.spans, end_ms
    )
    pairs: list[Pair | None] = [None] * len(spans)
    for pair in order.pairs:
        pairs[pair.first : pair.stop] = [pair] * (pair.stop - pair.first)
    tokens = [written.tokens[token] for token in order.tokens]
    comparison = Comparison.of(tokens, voice, order.pairs, texts.language)
    laid: list[Laid] = []
    place = 0
    while place < len(spans):
        number = written.owners[order.tokens[place]]
        inside = slice(place, place + len(written.read[number]))
        word = written.words[number]
        matches = comparison.is_one_token(pairs[inside]) or comparison.matches(
            word.text, pairs[inside], is_name=_is_name(written.words, number)
        )
        laid.append(
            _word(
                written,
                number,
                spans=spans[inside],
                pairs=pairs[inside],
                voice=voice,
                matches=matches,
            )
        )
        place = inside.stop
    return _with_missed_words(laid, end_ms=voice.spans[-1].end_ms if voice.spans else 0)


def _is_name(words: Sequence[ScriptWord], number: int) -> bool:
    """Return whether a word is capitalised inside a sentence."""
    has_capital = words[number].text.lstrip(_OPENS)[:1].isupper()
    return has_capital and number > 0 and not closes(words[number - 1])


def _word(
    written: _Written,
    number: int,
    *,
    spans: Sequence[TokenSpan],
    pairs: Sequence[Pair | None],
    voice: HeardTokens,
    matches: bool,
) -> Laid:
    found = [pair for pair in pairs if pair]
    heard = range(0)
    if found:
        heard = range(voice.words[found[0].heard_first], voice.words[found[-1].heard_stop - 1] + 1)
    return Laid(
        word=written.words[number],
        number=number,
        start_ms=spans[0].start_ms,
        end_ms=spans[-1].end_ms,
        confidence=min(span.confidence for span in spans),
        tokens=written.read[number],
        heard_words=heard,
        likeness=sum(pair.likeness for pair in found) / len(pairs),
        said=bool(found) or spans[0].confidence > UNSAID,
        matches=matches,
    )


def _with_missed_words(laid: list[Laid], *, end_ms: int) -> list[Laid]:
    """Return the words; those without time count as spoken if time around them suffices.

    Among misrecognised words the time of one is easily assigned to another, up to the next certain
    words.
    """
    usual = _UsualPace.of(laid)
    found = list(laid)
    for is_said, run in groupby(range(len(laid)), lambda n: laid[n].said):
        numbers = list(run)
        if is_said or not usual.beat_ms:
            continue
        before, after = (
            _find_certain(laid, numbers[0] - 1, -1),
            _find_certain(laid, numbers[-1] + 1, 1),
        )
        first = max(0, min(before + 1, numbers[0] - _NEAREST))
        last = min(len(laid) - 1, max(after - 1, numbers[-1] + _NEAREST))
        time_ms = laid[last].end_ms - laid[first].start_ms
        is_enough = time_ms >= usual.duration_of_ms(range(first, last + 1)) * _ENOUGH_SHARE
        if is_enough or _has_spare_time(laid, numbers, usual, end_ms):
            for n in numbers:
                found[n] = replace(laid[n], said=True)
    return found


@dataclass(frozen=True, slots=True)
class _UsualPace:
    """The usual duration of words at the speaker's pace."""

    beats_in: Sequence[float]  # of each word
    beat_ms: float

    @classmethod
    def of(cls, laid: Sequence[Laid]) -> _UsualPace:
        beats_in = [sum(beats(token) for token in each.tokens) for each in laid]
        said = sum(beats_in[n] for n, each in enumerate(laid) if each.said)
        return cls(beats_in, (laid[-1].end_ms - laid[0].start_ms) / said if said else 0.0)

    def duration_of_ms(self, numbers: Iterable[int]) -> float:
        return self.beat_ms * sum(self.beats_in[n] for n in numbers)


def _has_spare_time(
    laid: Sequence[Laid], numbers: Sequence[int], usual: _UsualPace, end_ms: int
) -> bool:
    """Return whether the words around have enough spare time for those that have none.

    Checked near by and farther away: a few words may be slow by chance, many hardly ever. Speech
    after the script's last word, up to ``end_ms``, counts where a misrecognised word follows.
    """
    is_followed = numbers[-1] + 1 < len(laid) and laid[numbers[-1] + 1].likeness < SAME
    for reach in _REACHES:
        around = range(max(0, numbers[0] - reach), min(len(laid), numbers[-1] + reach + 1))
        is_near_end = is_followed and reach == _REACHES[0] and around.stop == len(laid)
        until_ms = max(end_ms if is_near_end else 0, laid[around[-1]].end_ms)
        needed_ms = usual.duration_of_ms(n for n in around if n not in numbers)
        spare_ms = until_ms - laid[around[0]].start_ms - needed_ms
        if spare_ms >= _SPARE_SHARE * usual.duration_of_ms(numbers):
            return True
    return False


def _find_certain(laid: Sequence[Laid], place: int, step: int) -> int:
    """Return the first of two exactly recognised words in a row, searching from a place on."""
    for n in range(place, place + _FARTHEST * step, step):
        pair = [laid[k].likeness if 0 <= k < len(laid) else 1.0 for k in (n, n + step)]
        if min(pair) == 1 or not 0 <= n < len(laid):
            return n
    return place + _FARTHEST * step


def closes(word: ScriptWord) -> int:
    """Return 2 after a sentence's end, 1 after a clause's, else 0."""
    return _closes(word.text)


@cache_short_texts(16_384)
def _closes(text: str) -> int:
    return 2 if ends_sentence(text) else int(ends_clause(text))
