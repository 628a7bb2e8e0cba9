"""The script as the truth: its spelling on the times of the voice. Pure.

Heard words and the author's script flow in; the script's words with the voice's times flow out, and
what one has and the other lacks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from vsl.diff import Run, matching_runs
from vsl.errors import BadInput
from vsl.model import Transcript, Word, WordRange
from vsl.text.spoken import spoken_tokens
from vsl.text.written import ScriptWord, script_words

_RUN = 3  # fewer words than this are a slip, not a sentence
_FASTEST_MS = 25  # per letter: 40 letters a second are beyond any speaker
_USUAL_MS = 80  # per letter, a calm 150 words a minute
_GUESSED = 0.3  # confidence in a word whose time is interpolated
_FOREIGN_SHARE = 0.2  # of the script; fewer words heard mean it is another recording's script


@dataclass(frozen=True, slots=True)
class ScriptAlignment:
    """A script laid on a voice."""

    words: tuple[Word, ...]  # exactly the script's
    unspoken: tuple[WordRange, ...]  # of ``words``: runs that nobody had the time to say
    ad_libs: tuple[tuple[Word, ...], ...]  # heard, but not in the script
    heard_share: float  # of the script's words

    def spoken_words(self) -> tuple[Word, ...]:
        """The words without the unspoken runs."""
        left_out = {n for run in self.unspoken for n in range(run.first, run.last + 1)}
        return tuple(word for n, word in enumerate(self.words) if n not in left_out)

    def warnings(self) -> tuple[str, ...]:
        """Where voice and script part, in plain sentences."""
        return tuple(self._warnings())

    def _warnings(self) -> Iterator[str]:
        if self.heard_share < _FOREIGN_SHARE:
            yield (
                f"Only {self.heard_share:.0%} of the script's words were heard:"
                " is it the script of this recording?"
            )
            return
        for run in self.unspoken:
            words = self.words[run.first : run.last + 1]
            yield f"In the script but not heard near {_clock(words[0])}: “{_quote(words)}”."
        for words in self.ad_libs:
            yield f"Heard at {_clock(words[0])} but not in the script: “{_quote(words)}”."


def in_script(heard: Transcript, script: str, end_ms: int) -> Transcript:
    """``heard`` in the spelling of the script, without what nobody says, and with what differs."""
    followed = follow_script(heard.words, script, language=heard.language, end_ms=end_ms)
    warnings = heard.warnings + followed.warnings()
    return replace(heard, words=followed.spoken_words(), warnings=warnings)


def align_script(words: Sequence[Word], script: str, *, language: str = "en") -> tuple[Word, ...]:
    """The script's words, all of them and in its spelling, on the times of the heard words."""
    return follow_script(words, script, language=language).words


def follow_script(
    words: Sequence[Word], script: str, *, language: str = "en", end_ms: int = 0
) -> ScriptAlignment:
    """The script laid on the voice, and where the two part.

    Args:
        words: heard, in order; may be empty.
        language: decides how numbers are read.
        end_ms: the recording's end, where known; words nobody heard may lie after the last heard.
    Returns:
        Times in order, not overlapping, from 0 to the recording's end; no words if none was heard.
    Raises:
        BadInput: the script holds no word that is spoken.
    """
    written = script_words(script, language)
    if not written:
        raise BadInput("The script holds no spoken words, only marks and headings.")
    if not words:
        return ScriptAlignment((), (), (), 0.0)
    tokens, heard = _tokens(written), tuple(_heard_tokens(words, language))
    gaps = tuple(_gaps(tokens, heard))
    spans = _token_spans(tokens, heard, gaps, max(end_ms, words[-1].end_ms))
    timed = tuple(_timed_words(written, spans))
    return ScriptAlignment(
        timed, tuple(_unspoken(written, timed)), tuple(_ad_libs(words, heard, gaps)), _share(spans)
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """When one token is said."""

    start_ms: int
    end_ms: int
    confidence: float = _GUESSED

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class _HeardToken:
    text: str
    span: _Span
    word: int  # position of the heard word it belongs to


@dataclass(frozen=True, slots=True)
class _Gap:
    """Tokens ``first`` up to ``stop`` of the script against ``heard_first`` … of the voice."""

    equal: bool
    first: int
    stop: int
    heard_first: int
    heard_stop: int


def _tokens(words: Sequence[ScriptWord]) -> list[str]:
    return [token.replace("'", "") for word in words for token in word.tokens]


def _heard_tokens(words: Sequence[Word], language: str) -> Iterator[_HeardToken]:
    """What was heard, as the script's tokens are: a heard ``$47`` is three of them."""
    floor = 0
    for position, word in enumerate(words):
        tokens = [token.replace("'", "") for token in spoken_tokens(word.text, language)]
        start = max(floor, word.start_ms)
        floor = max(start, word.end_ms)
        spans = _spread(tokens, (_Span(start, floor),))
        for token, span in zip(tokens, spans, strict=True):
            heard = _Span(span.start_ms, span.end_ms, max(word.confidence, _GUESSED + 0.01))
            yield _HeardToken(token, heard, position)


def _gaps(tokens: Sequence[str], heard: Sequence[_HeardToken]) -> Iterator[_Gap]:
    """Equal runs, and what lies between them, from the first token to the last."""
    end = Run(len(tokens), len(heard), 0)
    place = Run(0, 0, 0)
    for run in (*matching_runs(tokens, [token.text for token in heard]), end):
        if place.first < run.first or place.other < run.other:
            yield _Gap(False, place.first, run.first, place.other, run.other)
        place = Run(run.first + run.size, run.other + run.size, 0)
        if run.size:
            yield _Gap(True, run.first, place.first, run.other, place.other)


def _token_spans(
    tokens: Sequence[str], heard: Sequence[_HeardToken], gaps: Sequence[_Gap], end_ms: int
) -> list[_Span]:
    spans: list[_Span] = []
    for gap in gaps:
        said = [token.span for token in heard[gap.heard_first : gap.heard_stop]]
        if not gap.equal:
            missing = tokens[gap.first : gap.stop]
            said = _spread(missing, _room(missing, said, _silence(gap, heard, end_ms)))
        spans += said
    return spans


def _silence(gap: _Gap, heard: Sequence[_HeardToken], end_ms: int) -> _Span:
    """From the token heard before the gap to the one heard after it."""
    before, after = gap.heard_first - 1, gap.heard_stop
    start = heard[before].span.end_ms if before >= 0 else 0
    return _Span(start, heard[after].span.start_ms if after < len(heard) else end_ms)


def _room(tokens: Sequence[str], said: Sequence[_Span], silence: _Span) -> list[_Span]:
    """Where tokens that were not heard may lie: in other speech, else in the silence."""
    letters = sum(map(len, tokens))
    if sum(span.length_ms for span in said) < letters * _FASTEST_MS:
        if silence.start_ms == 0:  # before the first word: just before it
            start = max(0, silence.end_ms - letters * _USUAL_MS)
            return [_Span(start, silence.end_ms)]
        said = [silence]
    room, left = [], letters * _USUAL_MS * 2
    for span in said:
        room.append(_Span(span.start_ms, min(span.end_ms, span.start_ms + left)))
        left -= room[-1].length_ms
    return room


def _spread(tokens: Sequence[str], room: Sequence[_Span]) -> list[_Span]:
    """The room dealt out to the tokens by their letters."""
    ends = list(accumulate((len(token) for token in tokens), initial=0))
    total = sum(span.length_ms for span in room)
    marks = [total * end // max(1, ends[-1]) for end in ends]
    return [_Span(_begin(room, a), _finish(room, b)) for a, b in pairwise(marks)]


def _begin(room: Sequence[_Span], offset: int) -> int:
    """The time ``offset`` into the room; a mark between two spans is the later one's start."""
    for span in room:
        if offset < span.length_ms:
            return span.start_ms + offset
        offset -= span.length_ms
    return room[-1].end_ms


def _finish(room: Sequence[_Span], offset: int) -> int:
    """The time ``offset`` into the room; a mark between two spans is the earlier one's end."""
    for span in room:
        if 0 < offset <= span.length_ms:
            return span.start_ms + offset
        offset -= span.length_ms
    return _begin(room, 0)


def _timed_words(written: Sequence[ScriptWord], spans: Sequence[_Span]) -> Iterator[Word]:
    position = 0
    for word in written:
        own = spans[position : position + len(word.tokens)]
        position += len(word.tokens)
        confidence = min(span.confidence for span in own)
        yield Word(word.text, own[0].start_ms, own[-1].end_ms, confidence)


def _unspoken(written: Sequence[ScriptWord], timed: Sequence[Word]) -> Iterator[WordRange]:
    """Runs of guessed words that nobody could say in the time between their neighbours."""
    run: list[int] = []
    for number, word in enumerate((*timed, Word("", 0, 0))):
        if word.confidence <= _GUESSED:
            run.append(number)
            continue
        if len(run) >= _RUN:
            letters = sum(len(token) for n in run for token in written[n].tokens)
            if timed[run[-1]].end_ms - timed[run[0]].start_ms < letters * _FASTEST_MS:
                yield WordRange(run[0], run[-1])
        run = []


def _ad_libs(
    words: Sequence[Word], heard: Sequence[_HeardToken], gaps: Sequence[_Gap]
) -> Iterator[tuple[Word, ...]]:
    """Runs of heard words where the script has far fewer."""
    for gap in gaps:
        extra = gap.heard_stop - gap.heard_first - 2 * (gap.stop - gap.first)
        if not gap.equal and extra >= _RUN:
            first, last = heard[gap.heard_first].word, heard[gap.heard_stop - 1].word
            yield tuple(words[first : last + 1])


def _share(spans: Sequence[_Span]) -> float:
    return sum(span.confidence > _GUESSED for span in spans) / len(spans)


def _quote(words: Sequence[Word]) -> str:
    text = " ".join(word.text for word in words[:8])
    return f"{text} …" if len(words) > 8 else text


def _clock(word: Word) -> str:
    return f"{word.start_ms // 60_000}:{word.start_ms // 1000 % 60:02}"
