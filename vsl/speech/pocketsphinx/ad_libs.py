"""Find speech that is not in the script: placed words in, words for the other speech out.

A search for the script's words alone finds nothing where the speaker departs from it. English
speech there is drafted with PocketSphinx's general model, which lacks names and figures: enough to
recognise a passage, not to print it. Speech without recognised words becomes one ``UNRECOGNISED``
per passage, so that the user is told of it.
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
_DRAFTED = 0.3  # confidence at most: less than of a placed word that was not recognised


def with_ad_libs(
    team: DecoderPool,
    samples: Samples,
    spans: Sequence[AudioPiece],
    placed: Sequence[Word],
    *,
    language: str,
) -> list[Word]:
    """Return the placed words and those of other speech, in order.

    Args:
        spans: the parts of the recording with any sound.
        placed: in order; if empty, the recording does not match the script, and no words are
            returned.
    """
    if not placed:
        return []

    def in_words(part: AudioPiece) -> list[Word]:
        recognised = team.hear(SEARCH, part.of(samples)) if language == "en" else []
        if not recognised and part.stop_ms - part.start_ms >= _UNHEARD_MS:
            return [Word(UNRECOGNISED, part.start_ms, part.stop_ms, 0.0)]
        return [
            later(replace(word, confidence=min(_DRAFTED, word.confidence)), part.start_ms)
            for word in recognised
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
    """Yield the speech in a span outside the placed words, with a margin.

    Voice activity is detected in the whole span: a room's noise alone would be taken for speech.
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
    """Yield the parts of a span without a placed word that are long enough to hold words."""
    bounds = [(span.start, span.start)]
    for word in placed:
        start, stop = (ms * SAMPLE_RATE_HZ // 1000 for ms in (word.start_ms, word.end_ms))
        bounds.append((min(start, span.stop), min(max(stop, span.start), span.stop)))
    bounds.append((span.stop, span.stop))
    for (_, stop), (start, _) in pairwise(bounds):
        if start - stop >= _SHORTEST:
            yield AudioPiece(stop, start)
