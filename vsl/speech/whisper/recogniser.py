"""openai-whisper behind the Recogniser protocol, with a time for every word.

Speech is packed into windows of 30 s that are decoded many at once. Each is heard by itself: one
that goes wrong harms no other, and progress and stop come between batches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from vsl.basics.model_names import strip_path
from vsl.errors import BadInput, NotInstalled
from vsl.model.project import Transcript
from vsl.progress import Progress
from vsl.speech.languages import check_language
from vsl.speech.recogniser import ListenOptions, Samples, duration_ms, first_line, tidy
from vsl.speech.voice_activity.spans import speech
from vsl.speech.whisper.batch_decoder import WORKERS, WhisperBatchDecoder
from vsl.speech.windows.decoding_checks import TEMPERATURES
from vsl.speech.windows.packing import pack
from vsl.speech.windows.transcription import (
    describe_passages,
    transcribe_windows,
    words_in_recording,
)

if TYPE_CHECKING:
    import whisper

BATCH_SIZE = 24  # windows, by docs/decisions/005: ten minutes of speech
_MEMORY_BYTES = 900 << 20  # what all windows of a batch may take while they are decoded
_GPU_SHARE = 0.5  # of a GPU's free memory; the rest is for the encoder and the attention kept
_NUMBER_BYTES = 4  # float32
_PACKED = 0.02  # the share of the time that finding the voice takes


@dataclass(frozen=True, slots=True)
class WhisperRecogniser:
    """Hears with the model that ``load_model`` gives for a name or a checkpoint's path."""

    load_model: Callable[[str], whisper.Whisper]
    model_name: str = "base"
    name: str = "whisper"
    batch_size: int = BATCH_SIZE
    temperatures: tuple[float, ...] = TEMPERATURES
    decoding: Mapping[str, Any] = field(default_factory=dict)  # more of whisper.DecodingOptions

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """See ``Recogniser.transcribe``."""
        model_name = options.model or self.model_name
        language = check_language(options.base_language)
        progress(0.0)
        windows = pack(speech(samples), samples)
        if not windows:
            progress(1.0)
            return Transcript((), language or "und", self.name, strip_path(model_name))
        progress(_PACKED)
        decoder = WhisperBatchDecoder(
            _check_hears(self._load(model_name), language),
            language,
            options.prompt,
            temperatures=self.temperatures,
            decoding=self.decoding,
            may_switch=options.may_switch_language,
        )
        passages = transcribe_windows(
            decoder,
            windows,
            samples,
            batch_size=min(
                self.batch_size, fitting(decoder.model.dims, _batch_memory_bytes(decoder.model))
            ),
            progress=progress.part(progress.stage, _PACKED, 1.0),
        )
        progress(1.0)
        return Transcript(
            tidy(words_in_recording(passages), duration_ms(samples)),
            decoder.language or "und",
            self.name,
            strip_path(model_name),
            describe_passages(passages, decoder.language, options.starts_at_ms),
        )

    def _load(self, model_name: str) -> whisper.Whisper:
        try:
            return self.load_model(model_name)
        except URLError as error:
            raise NotInstalled(
                f"Whisper's weights {model_name!r} can't be fetched ({error.reason}): connect to"
                " the network once, or choose the engine sphinx."
            ) from error
        except (ImportError, OSError, RuntimeError) as error:
            raise NotInstalled(
                f"Whisper's model {model_name!r} can't be loaded: {first_line(error)}"
            ) from error


def _check_hears(model: whisper.Whisper, language: str | None) -> whisper.Whisper:
    if language not in (None, "en") and not model.is_multilingual:
        raise BadInput(f"This model hears English only, not {language!r}; name one without .en.")
    return model


def fitting(dims: Any, memory_bytes: int = _MEMORY_BYTES) -> int:
    """Return how many windows a model of these dimensions decodes at once in so much memory.

    Most of what a window takes are the keys and values of its sound, in every layer.
    """
    window_bytes = 2 * dims.n_text_layer * dims.n_audio_ctx * dims.n_text_state * _NUMBER_BYTES
    return max(WORKERS, memory_bytes // int(window_bytes))


def _batch_memory_bytes(model: whisper.Whisper) -> int:
    """Return what a batch may take where ``model`` runs: on a GPU, a share of what is free."""
    if model.device.type != "cuda":
        return _MEMORY_BYTES
    import torch

    free_bytes, _ = torch.cuda.mem_get_info(model.device)
    return int(free_bytes * _GPU_SHARE)
