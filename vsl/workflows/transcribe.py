"""Transcribe a recording: from a file to its spoken words with their times.

Runs the steps in order: probe, decode, recognise, then apply the script, or correct without one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vsl.basics.audio import duration_ms
from vsl.basics.files import CacheFolder
from vsl.errors import NoSpeech
from vsl.media.limits import MediaLimits
from vsl.media.probe import Probe, probe
from vsl.media.samples import SampleCache
from vsl.model.project import MediaInfo, Transcript
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.speech.cached_transcriber import CachedTranscriber, KeyedSamples, TranscriptionSession
from vsl.speech.engine_info import check_availability
from vsl.speech.listening_time import UNMEASURED
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.speech.recogniser import ListenOptions
from vsl.speech.registry import AUTO, EngineChoice, Parts, choose_engine
from vsl.speech.transcript_cache import TranscriptCache
from vsl.speech.whisper.models import get_device, get_whisper_model
from vsl.text.correction.corrector import CorrectOptions
from vsl.text.correction.transcript_corrector import TranscriptCorrector
from vsl.text.language import with_language
from vsl.text.script.reading import apply_script
from vsl.workflows.machine_speed import read_machine, read_measured
from vsl.workflows.scripted_transcription import align_script, align_to_voice, tell_engine

if TYPE_CHECKING:
    import whisper

DECODED = 0.06  # share of the whole time: decoding is quick
_AS_USUAL = CorrectOptions()


@dataclass(frozen=True, slots=True)
class Transcriber:
    """Transcribes recordings; built once, used for many."""

    probe: Probe
    samples: SampleCache
    transcripts: TranscriptCache
    corrector: TranscriptCorrector
    settings: Settings

    @classmethod
    def from_settings(cls, settings: Settings) -> Transcriber:
        """Return the transcriber that ``settings`` describe."""
        longest_ms = settings.max_duration_minutes * 60_000
        limits = MediaLimits(max_size_bytes=settings.max_file_size, max_duration_ms=longest_ms)
        samples = SampleCache(CacheFolder(settings.cache_dir, "samples"), limits)
        transcripts, corrector = (
            TranscriptCache.under(settings.cache_dir),
            TranscriptCorrector.of(settings),
        )
        return cls(partial(probe, limits=limits), samples, transcripts, corrector, settings)

    def listen(
        self,
        path: Path,
        options: ListenOptions,
        *,
        engine: str = "auto",
        correcting: CorrectOptions = _AS_USUAL,
        media: MediaInfo | None = None,
        progress: Progress,
    ) -> tuple[MediaInfo, Transcript]:
        """Return the properties of the recording at ``path``, and its transcript.

        With a script in ``options`` the words are the script's; without one they are corrected
        according to ``correcting`` and the settings. Their times are the voice's.

        Args:
            media: the recording's properties, if already probed.
        Raises:
            BadInput: it is no recording, without speech, or the engine is not available.
            Forbidden: the recording would leave this machine without consent.
        """
        session = self.open(
            path, options, engine=engine, correcting=correcting, media=media, progress=progress
        )
        heard = session.transcript(self.listening(progress))
        heard = heard if options.captions else with_language(heard)  # written words are kept
        if heard.words and options.script:
            timing = progress.part("timing the words", 1.0 - self.corrector.share, 1.0)
            heard = align_to_voice(heard, session.sound.samples, timing)
            heard = apply_script(heard, options.script, session.media.duration_ms)
            heard = align_script(heard, session.sound.samples, timing)
        elif heard.words:
            heard = self.corrector.correct(heard, correcting, progress)
        if not heard.words:
            asked = "is read from this script" if options.script else "carries a voice"
            raise NoSpeech(f"No speech was found in the recording; check that it {asked}.")
        return session.media, heard

    def open(
        self,
        path: Path,
        options: ListenOptions,
        *,
        engine: str = "auto",
        correcting: CorrectOptions = _AS_USUAL,
        media: MediaInfo | None = None,
        progress: Progress,
    ) -> TranscriptionSession:
        """Return the recording at ``path``, decoded and ready for transcription; see ``listen``."""
        check_availability(engine, options, OpenAiAccess.from_settings(self.settings))
        reading = progress.part("reading the recording", 0.0, DECODED)
        reading(0.0)
        media = media or self.probe(path)
        sound = KeyedSamples(media.timeline_key, self.samples.samples(path, media, reading))
        choice = self.choose(engine, options)
        return TranscriptionSession(
            replace(media, duration_ms=duration_ms(sound.samples)),
            sound,
            self.hearing(choice.name, options),
            tell_engine(options, self.corrector.merged_options(correcting).glossary),
            choice.notice,
        )

    def choose(self, engine: str, options: ListenOptions) -> EngineChoice:
        """Return the engine that ``engine`` stands for, by this machine's measurements."""
        return choose_engine(
            engine,
            options,
            whisper_model=self.settings.whisper_model,
            parakeet_model=self.settings.parakeet_model,
            measured=read_measured(self.settings) if engine == AUTO else UNMEASURED,
            machine=read_machine(self.settings),
        )

    def listening(self, progress: Progress) -> Progress:
        """Return the part of ``progress`` for recognition, between reading and correction."""
        return progress.part("listening", DECODED, 1.0 - self.corrector.share)

    def hearing(self, engine: str, options: ListenOptions) -> CachedTranscriber:
        """Return the transcriber for an engine of this machine."""
        parts = Parts(
            load_whisper=self._load_whisper,
            whisper_model=options.model or self.settings.whisper_model,
            parakeet_model=options.model or self.settings.parakeet_model,
            use_gpu=self.settings.enable_gpu_acceleration,
            model_cache_size=self.settings.whisper_model_cache_size,
            openai=OpenAiAccess.from_settings(self.settings),
            captions=options.captions,
        )
        return CachedTranscriber(engine, parts, self.transcripts, self.settings.audio_chunk_size)

    def _load_whisper(self, name: str) -> whisper.Whisper:
        device = get_device(self.settings.enable_gpu_acceleration)
        return get_whisper_model(name, device, cache_size=self.settings.whisper_model_cache_size)
