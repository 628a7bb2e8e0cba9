"""faster-whisper behind the Recogniser protocol: Whisper's weights run by CTranslate2, in batches.

Uses 8-bit integers on processors, 16-bit floats on NVIDIA GPUs. Speech is packed into windows as
for openai-whisper; between batches, progress is reported and the work can be stopped.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vsl.basics.http_client import is_answering
from vsl.errors import BadInput, NotInstalled, ToolFailed
from vsl.model.project import Transcript
from vsl.progress import Progress
from vsl.speech.faster_whisper.batch_decoder import CTranslate2BatchDecoder
from vsl.speech.model_cache import MODELS
from vsl.speech.recogniser import ListenOptions, Samples, first_line
from vsl.speech.threads import count_threads
from vsl.speech.weights.converted import find_folder, is_at_hand
from vsl.speech.windows.transcription import transcribe_recording

if TYPE_CHECKING:
    import faster_whisper

_BATCH = 8  # windows at once, the library's default
_NETWORK_TIMEOUT_S = 3.0


@dataclass(frozen=True, slots=True)
class FasterWhisperRecogniser:
    """Transcribes with a converted model: a name such as ``base``, or a model's folder."""

    model_name: str = "base"
    use_gpu: bool = True
    name: str = "faster-whisper"
    batch_size: int = _BATCH
    cache_size: int = 1  # models that stay loaded

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """See ``Recogniser.transcribe``."""
        model_name = options.model or self.model_name
        with _translate_errors():
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
    ) -> tuple[CTranslate2BatchDecoder, int]:
        model = load_model(model_name, self.use_gpu, cache_size=self.cache_size)
        if language and language not in model.supported_languages:
            raise BadInput(
                f"This model hears English only, not {language!r}; name one without .en."
            )
        decoder = CTranslate2BatchDecoder(
            model, language, options.prompt, may_switch=options.may_switch_language
        )
        return decoder, self.batch_size


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Turn the library's errors into one line; it notices missing GPU libraries only in use."""
    try:
        yield
    except RuntimeError as error:
        raise ToolFailed(
            f"faster-whisper broke: {first_line(error)}; ENABLE_GPU_ACCELERATION=false keeps it"
            " off the GPU."
        ) from error


def at_hand(model: str) -> bool:
    """Return whether faster-whisper is installed and can use ``model`` without the network."""
    return importlib.util.find_spec("faster_whisper") is not None and is_at_hand(model)


def load_model(
    name: str, use_gpu: bool = True, *, cache_size: int = 1
) -> faster_whisper.WhisperModel:
    """Return the model ``name``, or the one in that folder, loaded once per process.

    An idle model is released after a while.

    Raises:
        NotInstalled: the package or the weights are missing and can't be fetched.
    """
    return MODELS.get(_load, cache_size, name, use_gpu)


def _load(name: str, use_gpu: bool) -> faster_whisper.WhisperModel:
    try:
        import ctranslate2
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise NotInstalled(
            "faster-whisper is not installed: pip install 'vsl[fast]', or take the engine whisper."
        ) from error
    folder = find_folder(name) or _fetch_model(name)
    gpu = use_gpu and ctranslate2.get_cuda_device_count() > 0
    try:
        return WhisperModel(
            str(folder),
            device="cuda" if gpu else "cpu",
            compute_type="float16" if gpu else "int8",
            cpu_threads=count_threads(),
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise NotInstalled(f"The model {name!r} can't be loaded: {first_line(error)}") from error


def _fetch_model(name: str) -> Path:
    from faster_whisper import available_models, download_model

    if name not in available_models():
        raise NotInstalled(
            f"faster-whisper has no model {name!r}: name one such as base, or a folder with a model"
            " that ct2-transformers-converter wrote, its tokenizer.json beside it."
        )
    try:
        if _hub_answers():
            return Path(download_model(name))
    except (OSError, ValueError) as error:
        reason: BaseException | None = error
    else:
        reason = None
    raise NotInstalled(
        f"faster-whisper's weights {name!r} can't be fetched: connect to the network once, name a"
        " folder that holds them, or choose the engine whisper or sphinx."
    ) from reason


def _hub_answers() -> bool:
    """Return whether the weights' server responds within seconds, by one request."""
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        return False
    return is_answering(constants.ENDPOINT, timeout_s=_NETWORK_TIMEOUT_S)
