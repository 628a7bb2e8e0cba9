"""One engine's hearing of a recording: out of the cache where the same was heard before, else by
the engine, whose weights are fetched where they are missing, chunk by chunk.
"""

from __future__ import annotations

from dataclasses import dataclass

from vsl.model import Transcript
from vsl.progress import Progress
from vsl.speech import weights
from vsl.speech.chunks import transcribe_chunked
from vsl.speech.engines import Parts, create_recogniser, source
from vsl.speech.recogniser import ListenOptions, Samples
from vsl.speech.transcripts import TranscriptCache, transcript_key

_FETCHED = 0.5  # of listening, where Whisper's weights are not there yet


@dataclass(frozen=True, slots=True)
class Hearing:
    """An engine, what it is made of, and what was heard before."""

    engine: str
    parts: Parts
    transcripts: TranscriptCache
    chunk_s: int  # long recordings are heard in chunks of about so many seconds

    def transcript(
        self, sha256: str, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """What is said in the recording whose file has the digest ``sha256``."""
        key = transcript_key(
            sha256,
            self.engine,
            options,
            source=source(self.engine, self.parts),
            chunk_s=self.chunk_s,
        )
        if found := self.transcripts.find(key):
            return found
        listening = self._with_weights(progress)
        recogniser = create_recogniser(self.engine, self.parts)
        heard = transcribe_chunked(recogniser, samples, options, listening, chunk_s=self.chunk_s)
        self.transcripts.keep(key, heard)
        return heard

    def _with_weights(self, progress: Progress) -> Progress:
        """What is left of ``progress`` once the engine's weights are there."""
        model = self.parts.whisper_model
        if self.engine != "whisper" or weights.at_hand(model):
            return progress
        weights.fetch(model, progress.part("fetching Whisper's weights", 0.0, _FETCHED))
        return progress.part("listening", _FETCHED, 1.0)
