"""Parakeet behind the Recogniser protocol: NVIDIA's transducer for 25 European languages, run by
onnx-asr on ONNX Runtime.

Speech is packed into windows of at most 20 s that are decoded one by one, so that memory use is
constant and the work can be stopped between them. The model detects the language but does not
return it: the transcript names the language in the options, or none. Hot words are not supported.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from vsl.basics.model_names import strip_path
from vsl.errors import NotInstalled, ToolFailed
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.speech.model_cache import MODELS
from vsl.speech.parakeet import weights as parakeet_weights
from vsl.speech.parakeet.languages import check_language
from vsl.speech.parakeet.weights import Weights, find_weights
from vsl.speech.parakeet.words import TransducerToken, read_words
from vsl.speech.recogniser import (
    SAMPLE_RATE_HZ,
    ListenOptions,
    Samples,
    duration_ms,
    first_line,
    order_words,
)
from vsl.speech.threads import count_threads
from vsl.speech.voice_activity.spans import speech
from vsl.speech.windows.packing import Window, pack

if TYPE_CHECKING:
    from onnx_asr.adapters import TimestampedResultsAsrAdapter

    Model: TypeAlias = TimestampedResultsAsrAdapter

# The library promises 20 to 30 s (https://istupakov.github.io/onnx-asr/troubleshooting/); the 8-bit
# weights lose words beyond 20 (https://github.com/istupakov/onnx-asr/issues/126).
WINDOW_S = 20
_SHORTEST = SAMPLE_RATE_HZ // 10  # samples; normalising features needs more than one frame
_PACKED = 0.02  # the share of the time that voice activity detection takes
_FETCHED = 0.5  # that fetching missing weights takes
_CURE = "see that its files belong together; ENABLE_GPU_ACCELERATION=false keeps it off the GPU"


@dataclass(frozen=True, slots=True)
class ParakeetRecogniser:
    """Transcribes with a published model, or one in a folder; see ``parakeet.weights``."""

    model_name: str = parakeet_weights.DEFAULT
    use_gpu: bool = True
    name: str = "parakeet"
    cache_size: int = 1  # models that stay loaded

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """See ``Recogniser.transcribe``."""
        model_name = options.model or self.model_name
        language = check_language(options.base_language)
        progress(0.0)
        words: list[Word] = []
        packed = pack(speech(samples), samples, longest_s=WINDOW_S)
        if windows := [window for window in packed if window.length >= _SHORTEST]:
            progress(_PACKED)
            weights, listening = _fetch_weights(model_name, progress)
            for number, window in enumerate(windows):
                model = load_model(weights, self.use_gpu, cache_size=self.cache_size)
                words += decode_window(model, window, samples)
                listening((number + 1) / len(windows))
        progress(1.0)
        heard = order_words(words, duration_ms(samples))
        return Transcript(heard, language or "und", self.name, strip_path(model_name))


def at_hand(model: str) -> bool:
    """Return whether onnx-asr is installed and can use ``model`` without the network."""
    return is_installed() and parakeet_weights.at_hand(model)


def is_installed() -> bool:
    """Return whether onnx-asr and ONNX Runtime are installed."""
    return all(importlib.util.find_spec(name) for name in ("onnx_asr", "onnxruntime"))


def load_model(weights: Weights, use_gpu: bool = True, *, cache_size: int = 1) -> Model:
    """Return the model with these weights, loaded once per process.

    An idle model is released after a while.

    Raises:
        NotInstalled: onnx-asr is not installed, or it can't load these files.
    """
    return MODELS.get(_load, cache_size, weights, use_gpu)


def decode_window(model: Model, window: Window, samples: Samples) -> Iterator[Word]:
    """Yield the words that ``model`` recognises in a window, at their time in the recording."""
    sound = window.of(samples)
    with _translate_errors(_CURE, ToolFailed):
        result = model.recognize(sound)
    rows = zip(result.tokens or (), result.timestamps or (), result.logprobs or (), strict=True)
    tokens = (
        TransducerToken(text, round(at * 1000), math.exp(min(0.0, p))) for text, at, p in rows
    )
    yield from window.in_recording(read_words(tokens, duration_ms(sound)))


def _fetch_weights(model_name: str, progress: Progress) -> tuple[Weights, Progress]:
    """Return the weights, and the rest of ``progress`` for the transcription."""
    _check_installed()
    start = _PACKED if parakeet_weights.at_hand(model_name) else _FETCHED
    fetching = progress.part("fetching Parakeet's weights", _PACKED, start)
    return find_weights(model_name, fetching), progress.part(progress.stage, start, 1.0)


def _check_installed() -> None:
    if not is_installed():
        raise NotInstalled(
            "Parakeet's onnx-asr is not installed: pip install 'vsl[parakeet]', or take another"
            " engine."
        )


def _load(weights: Weights, use_gpu: bool) -> Model:
    _check_installed()
    import onnx_asr
    import onnxruntime

    session = onnxruntime.SessionOptions()
    session.log_severity_level = 3  # errors, which are raised too
    session.intra_op_num_threads = count_threads()  # by default all of the machine's cores
    providers = ["CUDAExecutionProvider"] * use_gpu + ["CPUExecutionProvider"]
    available = onnxruntime.get_available_providers()
    with _translate_errors(f"put whole files into {weights.folder}", NotInstalled):
        _check_vocabulary(weights)
        return onnx_asr.load_model(
            "nemo-conformer-tdt",
            weights.folder,
            quantization=weights.quantization,
            sess_options=session,
            providers=[name for name in providers if name in available],
        ).with_timestamps()


def _check_vocabulary(weights: Weights) -> None:
    if "<blk>" not in (weights.folder / "vocab.txt").read_text("utf-8"):
        raise ValueError("the vocabulary has no <blk>, the token for nothing")


@contextmanager
def _translate_errors(
    cure: str, error_type: type[NotInstalled] | type[ToolFailed]
) -> Iterator[None]:
    """Turn the libraries' errors into one line: unreadable files, or files that don't match."""
    try:
        yield
    except _library_errors() as error:
        verb = "can't be loaded" if error_type is NotInstalled else "broke"
        reason = first_line(error)
        if isinstance(error, LookupError):
            reason = f"its vocabulary has no token {reason}"
        raise error_type(f"The Parakeet model {verb}: {reason}; {cure}.") from error


def _library_errors() -> tuple[type[Exception], ...]:
    """Return ONNX Runtime's errors, which have no common base, and Python's on damaged files."""
    from onnxruntime.capi import onnxruntime_pybind11_state as runtime

    classes: Any = (value for value in vars(runtime).values() if isinstance(value, type))
    return (
        *(value for value in classes if issubclass(value, Exception)),
        *(OSError, RuntimeError, ValueError, LookupError, AttributeError, AssertionError),
    )
