"""One engine's hearing of a recording: out of the cache where the same was heard before, else by
the engine, whose weights are fetched where they are missing, chunk by chunk.

Each chunk is kept as it is heard: whoever is killed in the middle goes on with the next one, and
chunks that others heard, on whatever machine, make the same whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from vsl.model.project import MediaInfo, Transcript
from vsl.progress import Progress
from vsl.speech.chunks import Chunk, cut_for, hear, merge_transcripts, transcribe_chunks
from vsl.speech.recogniser import ListenOptions, Recogniser, Samples
from vsl.speech.registry import Parts, create_recogniser, source
from vsl.speech.transcript_cache import TranscriptCache, transcript_key
from vsl.speech.weights import whisper as weights

_FETCHED = 0.5  # of listening, where Whisper's weights are not there yet


@dataclass(frozen=True, slots=True)
class KeyedSamples:
    """A recording as engines hear it."""

    key: str  # of its recording, see ``MediaInfo.timeline_key``
    samples: Samples


@dataclass(frozen=True, slots=True)
class CachedTranscriber:
    """An engine, what it is made of, and what was heard before."""

    engine: str
    parts: Parts
    transcripts: TranscriptCache
    chunk_s: int  # long recordings are heard in chunks of about so many seconds

    def transcript(
        self, sound: KeyedSamples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """What is said in a recording."""
        if found := self.find_cached(sound, options):
            return found
        progress = self._with_weights(progress)
        recogniser = create_recogniser(self.engine, self.parts)
        if chunks := self.chunks(sound, options):
            hear_one = partial(self._hear, recogniser=recogniser, sound=sound)
            return self.keep(sound, options, transcribe_chunks(chunks, hear_one, options, progress))
        heard = recogniser.transcribe(sound.samples, options, progress)
        self.transcripts.keep(self._whole(sound, options), heard)
        return heard

    def find_cached(self, sound: KeyedSamples, options: ListenOptions) -> Transcript | None:
        """What was heard in the whole recording; None where nobody has heard all of it."""
        return self.transcripts.find(self._whole(sound, options))

    def chunks(self, sound: KeyedSamples, options: ListenOptions) -> tuple[Chunk, ...]:
        """The chunks in which a recording is heard; none where it is heard in one piece."""
        return cut_for(self.engine, sound.samples, options, self.chunk_s)

    def chunk(
        self, chunk: Chunk, options: ListenOptions, progress: Progress, *, sound: KeyedSamples
    ) -> Transcript:
        """What is said in one chunk; see ``HearChunk``."""
        progress = self._with_weights(progress)
        recogniser = create_recogniser(self.engine, self.parts)
        return self._hear(chunk, options, progress, recogniser=recogniser, sound=sound)

    def keep(
        self, sound: KeyedSamples, options: ListenOptions, heard: Sequence[tuple[Chunk, Transcript]]
    ) -> Transcript:
        """What is said in the whole recording, given all its chunks; it is known from here on."""
        whole = merge_transcripts(heard)
        self.transcripts.keep(self._whole(sound, options), whole)
        return whole

    def _hear(
        self,
        chunk: Chunk,
        options: ListenOptions,
        progress: Progress,
        *,
        recogniser: Recogniser,
        sound: KeyedSamples,
    ) -> Transcript:
        key = self._key(sound, options, start=chunk.heard.start, stop=chunk.heard.stop)
        if (heard := self.transcripts.find(key)) is None:
            heard = hear(chunk, options, progress, recogniser=recogniser, samples=sound.samples)
            self.transcripts.keep(key, heard)
        progress(1.0)
        return heard

    def _whole(self, sound: KeyedSamples, options: ListenOptions) -> str:
        return self._key(sound, options, chunk_s=self.chunk_s)

    def _key(self, sound: KeyedSamples, options: ListenOptions, **also: int) -> str:
        made_of = source(self.engine, self.parts)
        return transcript_key(sound.key, self.engine, options, source=made_of, **also)

    def _with_weights(self, progress: Progress) -> Progress:
        """What is left of ``progress`` once the engine's weights are there."""
        model = self.parts.whisper_model
        if self.engine != "whisper" or weights.at_hand(model):
            return progress
        weights.fetch(model, progress.part("fetching Whisper's weights", 0.0, _FETCHED))
        return progress.part("listening", _FETCHED, 1.0)


@dataclass(frozen=True, slots=True)
class TranscriptionSession:
    """A recording that was read and is about to be heard."""

    media: MediaInfo
    sound: KeyedSamples
    hearing: CachedTranscriber
    told: ListenOptions  # what the engine is told
    notice: str = ""  # what people should know about its choice

    def transcript(self, progress: Progress) -> Transcript:
        """What is said in it, and what people should know about that."""
        heard = self.hearing.transcript(self.sound, self.told, progress)
        notices = (self.notice,) if self.notice else ()
        return replace(heard, warnings=notices + heard.warnings)
