"""What a speaker says beside the script: placed words in, words for other speech out.

Who listens for the script's words alone hears nothing where the voice leaves it. English speech
there is drafted with the model of English at large, which knows neither names nor figures:
something to recognise a passage by, not something to print. What no model here knows the words of
is one ``UNRECOGNISED`` a passage, so that somebody is told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import merge
from itertools import chain, pairwise

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples
from vsl.model.project import UNRECOGNISED, Word
from vsl.speech.pauses import AudioPiece
from vsl.speech.pocketsphinx.decoder import SEARCH
from vsl.speech.pocketsphinx.decoder_pool import DecoderPool
from vsl.speech.recogniser import later
from vsl.speech.voice_activity.spans import speech

_SHORTEST = SAMPLE_RATE_HZ * 6 // 10  # samples; less is the end of a word, or a breath
_MARGIN = SAMPLE_RATE_HZ // 10
_UNHEARD_MS = 1_000  # less may well belong to the script's words beside it
_DRAFTED = 0.3  # confidence at most: less than in a word of the script that nobody heard


def with_ad_libs(
    team: DecoderPool,
    samples: Samples,
    spans: Sequence[AudioPiece],
    placed: Sequence[Word],
    *,
    language: str,
) -> list[Word]:
    """The placed words, and what is said where none of them is, in order.

    Args:
        spans: the parts of the recording that hold any sound.
        placed: in order; where there are none, the recording is not the script's, and no text.
    """
    if not placed:
        return []

    def in_words(part: AudioPiece) -> list[Word]:
        found = team.hear(SEARCH, part.of(samples)) if language == "en" else []
        if not found and part.stop_ms - part.start_ms >= _UNHEARD_MS:
            return [Word(UNRECOGNISED, part.start_ms, part.stop_ms, 0.0)]
        return [
            later(replace(word, confidence=min(_DRAFTED, word.confidence)), part.start_ms)
            for word in found
        ]

    def beside(span: AudioPiece) -> list[Word]:
        return [
            word for part in _unclaimed_speech(samples, span, placed) for word in in_words(part)
        ]

    others = chain.from_iterable(team.map(beside, spans))
    return list(merge(placed, others, key=lambda word: word.start_ms))


def _unclaimed_speech(
    samples: Samples, span: AudioPiece, placed: Sequence[Word]
) -> Iterator[AudioPiece]:
    """The speech in a span which no placed word claims, with some room around it.

    Whether it is speech is asked of the whole span: by itself a room's noise sounds like much.
    """
    free = list(free_parts(span, placed))
    voiced = speech(span.of(samples)) if free else ()
    for part in free:
        for voice in voiced:
            start = max(part.start, span.start + voice.start)
            stop = min(part.stop, span.start + voice.stop)
            if stop - start >= _SHORTEST:
                yield AudioPiece(max(part.start, start - _MARGIN), min(part.stop, stop + _MARGIN))


def free_parts(span: AudioPiece, placed: Iterable[Word]) -> Iterator[AudioPiece]:
    """The parts of a span, long enough to hold words, in which no placed word is."""
    bounds = [(span.start, span.start)]
    for word in placed:
        start, stop = (ms * SAMPLE_RATE_HZ // 1000 for ms in (word.start_ms, word.end_ms))
        bounds.append((min(start, span.stop), min(max(stop, span.start), span.stop)))
    bounds.append((span.stop, span.stop))
    for (_, stop), (start, _) in pairwise(bounds):
        if start - stop >= _SHORTEST:
            yield AudioPiece(stop, start)
