"""Compute when each token of a script is spoken: its match's time, or near its neighbours.

Pure. Time is shared by syllables, within the recognised words where there are any, else in the
silence; a pause stays where the punctuation puts it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from vsl.basics.text_cache import cache_short_texts
from vsl.text.script.gap_pairing import Pair

_FASTEST_MS = 25  # per letter: 40 letters a second are beyond any speaker
_USUAL_MS = 200.0  # per syllable, a calm 150 words a minute; the default without matches
_SLOWEST = 2.0  # times the speaker's usual pace
GUESSED = 0.3  # confidence in a word whose time is interpolated
UNSAID = 0.0  # confidence in an unspoken word
_PASSAGE = 3  # tokens: so many in a row are not merely missed by a recogniser
_FASTEST_PASSAGE = 0.5  # times the usual duration, which other speech needs to be the script's
_SLOWEST_PASSAGE, _LONGEST_PAUSE_MS = 2.5, 3_000  # a longer silence contains no speech at all
_UNSURE = 0.31  # least confidence in a recognised word
_VOWELS = re.compile(r"[aeiouyáàâäãåéèêëíìîïóòôöõúùûüýœæ]+")
_SENTENCE = 2  # ``closes`` of a full stop
_SWALLOWED = 2  # tokens of a sentence that may be missed beside an unspoken passage
_PAUSES = (0.1, 2.0, 6.0)  # how silence is shared: inside a clause, after one, after a sentence


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """The time of one token."""

    start_ms: int
    end_ms: int
    confidence: float = GUESSED

    @property
    def length_ms(self) -> int:
        """Its duration."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class PlacedToken:
    """A token of the script in spoken order, and how strong a pause may follow it."""

    token: str
    closes: int = 0  # 2 a sentence, 1 a clause


def place_tokens(
    tokens: Sequence[PlacedToken], pairs: Sequence[Pair], heard: Sequence[TokenSpan], end_ms: int
) -> list[TokenSpan]:
    """Return a span for each token, in order, not overlapping, from 0 to the recording's end."""
    spans: list[TokenSpan] = []
    pace = _pace(tokens, pairs, heard)
    other = 0
    end = Pair(len(tokens), len(tokens), len(heard), len(heard))
    for pair in (*pairs, end):
        between = range(len(spans), pair.first)
        if between:
            free = heard[other : pair.heard_first]
            silence = TokenSpan(
                heard[other - 1].end_ms if other else 0,
                heard[pair.heard_first].start_ms if pair.heard_first < len(heard) else end_ms,
            )
            closes = tokens[between.start - 1].closes if between.start else 0
            missing = _Missing([tokens[n] for n in between], closes, pace)
            spans += _guess_spans(missing, free, silence)
        paired = heard[pair.heard_first : pair.heard_stop]
        spans += _share_span([tokens[n].token for n in range(pair.first, pair.stop)], paired, pair)
        other = pair.heard_stop
    return spans


def spread(tokens: Sequence[str], whole: TokenSpan) -> list[TokenSpan]:
    """Return the time shared among the tokens by their syllables."""
    if len(tokens) <= 1:
        return [whole] * len(tokens)
    shared = _share_time([beats(token) for token in tokens], [whole])
    return [TokenSpan(span.start_ms, span.end_ms, whole.confidence) for span in shared]


@cache_short_texts(65_536)
def beats(token: str) -> float:
    """Return a token's spoken length in syllables; letters add a little, as consonants do."""
    return max(1, len(_VOWELS.findall(token))) + 0.15 * len(token)


def _share_span(tokens: Sequence[str], paired: Sequence[TokenSpan], pair: Pair) -> list[TokenSpan]:
    if not paired:
        return []
    sure = max(_UNSURE, min(span.confidence for span in paired) * pair.likeness)
    if len(tokens) == 1:
        return [TokenSpan(paired[0].start_ms, paired[-1].end_ms, sure)]
    shared = _share_time([beats(token) for token in tokens], paired)
    return [TokenSpan(span.start_ms, span.end_ms, sure) for span in shared]


@dataclass(frozen=True, slots=True)
class _Missing:
    """Consecutive tokens without a match."""

    tokens: Sequence[PlacedToken]
    pause_before: int  # ``closes`` of the token before them
    beat_ms: float

    def part(self, first: int, stop: int) -> _Missing:
        return _Missing(self.tokens[first:stop], 0, self.beat_ms)

    @property
    def weights(self) -> list[float]:
        return [beats(said.token) for said in self.tokens]

    @property
    def usual_ms(self) -> float:
        return sum(self.weights) * self.beat_ms

    @property
    def least_ms(self) -> int:
        return sum(len(said.token) for said in self.tokens) * _FASTEST_MS


def _pace(
    tokens: Sequence[PlacedToken], pairs: Sequence[Pair], heard: Sequence[TokenSpan]
) -> float:
    """Return the speaker's milliseconds per syllable, measured on the pairs."""
    long_ms = sum(heard[n].length_ms for p in pairs for n in range(p.heard_first, p.heard_stop))
    syllables = sum(beats(tokens[n].token) for p in pairs for n in range(p.first, p.stop))
    return long_ms / syllables if long_ms else _USUAL_MS


def _guess_spans(
    missing: _Missing, free: Sequence[TokenSpan], silence: TokenSpan
) -> list[TokenSpan]:
    """Return spans for unmatched tokens: in unmatched speech if long enough, else in silence."""
    needed_ms = missing.least_ms
    if len(missing.tokens) >= _PASSAGE:
        needed_ms = max(needed_ms, int(missing.usual_ms * _FASTEST_PASSAGE))
    if sum(span.length_ms for span in free) >= needed_ms:
        return _share_time(missing.weights, _limit_length(free, int(missing.usual_ms * _SLOWEST)))
    longest_ms = missing.usual_ms * _SLOWEST_PASSAGE + _LONGEST_PAUSE_MS
    is_endless = len(missing.tokens) >= _PASSAGE and silence.length_ms > longest_ms
    if silence.length_ms < missing.least_ms or is_endless:
        return _place_unread(missing, silence)
    if silence.start_ms == 0:  # before the first word: just before it
        start = max(0, silence.end_ms - int(missing.usual_ms))
        return _share_time(missing.weights, [TokenSpan(start, silence.end_ms)])
    return _with_pauses(missing, silence)


def _place_unread(missing: _Missing, silence: TokenSpan) -> list[TokenSpan]:
    """Return spans for unspoken tokens; the edges of the sentences around may be spoken.

    A recogniser may miss the end of the sentence before or the start of the one after: these are
    placed next to their neighbours.
    """
    head, tail = _find_unread(missing)
    first, last = missing.part(0, head), missing.part(tail, len(missing.tokens))
    if first.least_ms + last.least_ms > silence.length_ms:
        return [TokenSpan(silence.start_ms, silence.start_ms, UNSAID)] * len(missing.tokens)
    most_ms = silence.length_ms // 2 if last.tokens else silence.length_ms
    begin = silence.start_ms + min(most_ms, int(first.usual_ms))
    end = max(begin, silence.end_ms - int(last.usual_ms))
    return [
        *_share_time(first.weights, [TokenSpan(silence.start_ms, begin)]),
        *[TokenSpan(begin, begin, UNSAID)] * (tail - head),
        *_share_time(last.weights, [TokenSpan(end, silence.end_ms)]),
    ]


def _find_unread(missing: _Missing) -> tuple[int, int]:
    """Return where the unspoken passage begins and ends."""
    tokens = missing.tokens
    ends = [n for n, said in enumerate(tokens, start=1) if said.closes == _SENTENCE]
    if not ends:
        return 0, len(tokens)
    is_inside = missing.pause_before < _SENTENCE
    head = ends[0] if is_inside and ends[0] <= _SWALLOWED else 0
    return head, ends[-1] if len(tokens) - ends[-1] <= _SWALLOWED else len(tokens)


def _with_pauses(missing: _Missing, silence: TokenSpan) -> list[TokenSpan]:
    """Return spans that share the silence between the tokens and the pauses around them."""
    pauses = [_PAUSES[missing.pause_before], *(_PAUSES[said.closes] for said in missing.tokens)]
    slowest = 1.0 if max(pauses) > _PAUSES[0] else _SLOWEST
    spoken = min(float(silence.length_ms), missing.usual_ms * slowest)
    spare = (silence.length_ms - spoken) / sum(pauses)
    share = spoken / sum(missing.weights)
    parts = [silence.start_ms + spare * pauses[0]]
    for weight, pause in zip(missing.weights, pauses[1:], strict=True):
        parts += [weight * share, pause * spare]
    marks = [min(int(mark), silence.end_ms) for mark in accumulate(parts)]
    return [TokenSpan(a, b) for a, b in zip(marks[::2], marks[1::2], strict=False)]


def _limit_length(room: Sequence[TokenSpan], length_ms: int) -> list[TokenSpan]:
    """Return the first part of the spans, up to a length."""
    found = []
    for span in room:
        found.append(TokenSpan(span.start_ms, min(span.end_ms, span.start_ms + max(0, length_ms))))
        length_ms -= span.length_ms
    return found


def _share_time(weights: Sequence[float], room: Sequence[TokenSpan]) -> list[TokenSpan]:
    """Return spans that share the time of ``room`` by weight.

    A boundary between two spans of it is the end of the earlier and the start of the later one.
    """
    ends = list(accumulate(span.length_ms for span in room))
    whole = sum(weights) or 1.0
    marks = [int(ends[-1] * mark / whole) for mark in accumulate(weights, initial=0.0)]
    marks[-1] = ends[-1]

    def begin(mark: int) -> int:
        n = bisect_right(ends, mark)
        return room[n].end_ms - (ends[n] - mark) if n < len(room) else room[-1].end_ms

    def finish(mark: int) -> int:
        n = bisect_left(ends, mark)
        return room[n].end_ms - (ends[n] - mark) if mark else begin(0)

    return [TokenSpan(begin(a), finish(b)) for a, b in pairwise(marks)]
