"""Recognise the words in the pieces of a recording that hold speech.

PocketSphinx also finds words in music and noise, so words outside the spans of voice activity are
left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vsl.basics.audio import Samples
from vsl.model.project import Word
from vsl.progress import Progress
from vsl.speech.pauses import AudioPiece
from vsl.speech.pocketsphinx.decoder_pool import Config, DecoderPool
from vsl.speech.recogniser import later
from vsl.speech.voice_activity.spans import speech


def hear_pieces(
    team: DecoderPool,
    samples: Samples,
    spans: Sequence[AudioPiece],
    config: Config,
    progress: Progress,
) -> list[Word]:
    """Return the words of all pieces, in order, at their time in the recording."""

    def hear(span: AudioPiece) -> list[Word]:
        sound = span.of(samples)
        voiced = speech(sound)
        found = keep_voiced(team.hear(config, sound), voiced) if voiced else []
        return [later(word, span.start_ms) for word in found]

    words: list[Word] = []
    progress(0.0)
    for number, found in enumerate(team.map(hear, spans), start=1):
        words += found
        progress(number / len(spans))
    progress(1.0)
    return words


def keep_voiced(words: Iterable[Word], voiced: Sequence[AudioPiece]) -> list[Word]:
    """Return the words that overlap a span of speech."""
    return [
        word
        for word in words
        if any(span.start_ms < word.end_ms and word.start_ms < span.stop_ms for span in voiced)
    ]
