"""A fake recogniser for tests: returns given words, or the script at an even pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vsl.basics.spacing import split_words
from vsl.model.project import Transcript, Word
from vsl.model.word_timing import even_pace
from vsl.progress import Progress
from vsl.speech.pauses import pieces
from vsl.speech.recogniser import ListenOptions, Samples, duration_ms, order_words


@dataclass(frozen=True, slots=True)
class ScriptedRecogniser:
    """Returns ``words``, or else the options' script at an even pace; none for silence."""

    words: Sequence[Word] = ()
    name: str = "scripted"

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """See ``Recogniser.transcribe``."""
        end_ms = duration_ms(samples)
        progress(0.0)
        words = self.words or even_pace(split_words(options.script), 0, end_ms)
        heard = order_words(words, end_ms) if pieces(samples, longest_s=60) else ()
        progress(1.0)
        return Transcript(heard, options.base_language or "und", self.name, options.model)
