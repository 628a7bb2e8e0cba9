"""Transcribe a recording chunk by chunk with one engine, through a cache of transcripts.

Each chunk's transcript is cached once it is complete, so an interrupted transcription continues
with the next chunk, and chunks can be transcribed by several processes or machines. Missing Whisper
weights are fetched first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from vsl.model.project import MediaInfo, Transcript
from vsl.progress import Progress
from vsl.speech.chunks import Chunk, cut_for, hear, merge_transcripts, transcribe_chunked
from vsl.speech.recogniser import ListenOptions, Recogniser, Samples
from vsl.speech.registry import Parts, create_recogniser, source
from vsl.speech.transcript_cache import TranscriptCache, transcript_key
from vsl.speech.weights import whisper as weights

_FETCHED = 0.5  # the share of the progress that fetching Whisper's weights takes


@dataclass(frozen=True, slots=True)
class KeyedSamples:
    """A recording's samples with its cache key."""

    key: str  # of its recording, see ``MediaInfo.timeline_key``
    samples: Samples


@dataclass(frozen=True, slots=True)
class CachedTranscriber:
    """An engine with its configuration and a cache of its transcripts."""

    engine: str
    parts: Parts
    transcripts: TranscriptCache
    chunk_s: int  # approximate length of a chunk of a long recording

    def transcript(
        self, sound: KeyedSamples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """Return the transcript of a recording, from the cache if it is there."""
        if cached := self.find_cached(sound, options):
            return cached
        progress = self._with_weights(progress)
        recogniser = create_recogniser(self.engine, self.parts)
        heard = transcribe_chunked(
            recogniser,
            sound.samples,
            options,
            progress,
            chunk_s=self.chunk_s,
            hear_chunk=partial(self._hear, recogniser=recogniser, sound=sound),
        )
        self.transcripts.keep(self._whole(sound, options), heard)
        return heard

    def find_cached(self, sound: KeyedSamples, options: ListenOptions) -> Transcript | None:
        """Return the cached transcript of the whole recording, or None."""
        return self.transcripts.find(self._whole(sound, options))

    def chunks(self, sound: KeyedSamples, options: ListenOptions) -> tuple[Chunk, ...]:
        """Return the chunks to transcribe separately; none if the recording is not split."""
        return cut_for(self.engine, sound.samples, options, self.chunk_s)

    def chunk(
        self, chunk: Chunk, options: ListenOptions, progress: Progress, *, sound: KeyedSamples
    ) -> Transcript:
        """Return the transcript of one chunk; see ``HearChunk``."""
        progress = self._with_weights(progress)
        recogniser = create_recogniser(self.engine, self.parts)
        return self._hear(chunk, options, progress, recogniser=recogniser, sound=sound)

    def keep(
        self, sound: KeyedSamples, options: ListenOptions, heard: Sequence[tuple[Chunk, Transcript]]
    ) -> Transcript:
        """Merge the transcripts of all chunks, cache the result and return it."""
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
        engine_source = source(self.engine, self.parts)
        return transcript_key(sound.key, self.engine, options, source=engine_source, **also)

    def _with_weights(self, progress: Progress) -> Progress:
        """Fetch missing weights and return the rest of ``progress``."""
        model = self.parts.whisper_model
        if self.engine != "whisper" or weights.at_hand(model):
            return progress
        weights.fetch(model, progress.part("fetching Whisper's weights", 0.0, _FETCHED))
        return progress.part("listening", _FETCHED, 1.0)


@dataclass(frozen=True, slots=True)
class TranscriptionSession:
    """A recording that is ready to be transcribed."""

    media: MediaInfo
    sound: KeyedSamples
    hearing: CachedTranscriber
    options: ListenOptions  # the options for the engine
    notice: str = ""  # a note for the user on the choice of the engine

    def transcript(self, progress: Progress) -> Transcript:
        """Return its transcript with the notice among the warnings."""
        heard = self.hearing.transcript(self.sound, self.options, progress)
        notices = (self.notice,) if self.notice else ()
        return replace(heard, warnings=notices + heard.warnings)
