"""openai-whisper behind the Recogniser protocol, with a time for every word.

Speech is packed into windows of 30 s that are decoded in batches. Windows are independent, so that
an error in one does not spread; between batches, progress is reported and the work can be stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from vsl.errors import BadInput, NotInstalled
from vsl.model.project import Transcript
from vsl.progress import Progress
from vsl.speech.recogniser import ListenOptions, Samples, first_line
from vsl.speech.whisper.batch_decoder import WORKERS, WhisperBatchDecoder
from vsl.speech.windows.decoding_checks import TEMPERATURES
from vsl.speech.windows.transcription import transcribe_recording

if TYPE_CHECKING:
    import whisper

BATCH_SIZE = 24  # windows, by docs/decisions/005: ten minutes of speech
_MEMORY_BYTES = 900 << 20  # of all windows of a batch while they are decoded
_GPU_SHARE = 0.5  # of a GPU's free memory; the rest is for the encoder and the stored attention
_NUMBER_BYTES = 4  # float32


@dataclass(frozen=True, slots=True)
class WhisperRecogniser:
    """Transcribes with the model that ``load_model`` returns for a name or a checkpoint's path."""

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
        return transcribe_recording(
            samples,
            options,
            progress,
            engine=self.name,
            model_name=model_name,
            create_decoder=partial(self._create_decoder, model_name, options),
        )

    def _create_decoder(
        self, model_name: str, options: ListenOptions, language: str | None
    ) -> tuple[WhisperBatchDecoder, int]:
        decoder = WhisperBatchDecoder(
            _check_hears(self._load(model_name), language),
            language,
            options.prompt,
            temperatures=self.temperatures,
            decoding=self.decoding,
            may_switch=options.may_switch_language,
        )
        at_once = fitting(decoder.model.dims, _batch_memory_bytes(decoder.model))
        return decoder, min(self.batch_size, at_once)

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
    """Return how many windows a model of these dimensions can decode at once in that memory.

    Most of a window's memory holds the keys and values of its audio in every layer.
    """
    window_bytes = 2 * dims.n_text_layer * dims.n_audio_ctx * dims.n_text_state * _NUMBER_BYTES
    return max(WORKERS, memory_bytes // int(window_bytes))


def _batch_memory_bytes(model: whisper.Whisper) -> int:
    """Return the memory for a batch: on a GPU, a share of its free memory."""
    if model.device.type != "cuda":
        return _MEMORY_BYTES
    import torch

    free_bytes, _ = torch.cuda.mem_get_info(model.device)
    return int(free_bytes * _GPU_SHARE)
