"""faster-whisper behind the Recogniser protocol: Whisper's weights run by CTranslate2, in batches.

8-bit whole numbers on processors, 16-bit floats on NVIDIA GPUs. The recording is heard in blocks
cut at pauses, so that memory stays flat and the work can be stopped; inside a block, the library's
voice activity detection packs speech into windows that are decoded together.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from http.client import HTTPException
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request

from vsl.errors import BadInput, NotInstalled, ToolFailed
from vsl.model import Transcript, Word
from vsl.progress import Progress
from vsl.speech.converted_weights import find_folder, is_at_hand
from vsl.speech.download import open_url
from vsl.speech.joined import joined
from vsl.speech.languages import check_language
from vsl.speech.pauses import Piece, pieces
from vsl.speech.recogniser import ListenOptions, Samples, duration_ms, first_line, tidy

if TYPE_CHECKING:
    import faster_whisper

_BLOCK_S = 600  # twenty windows: full batches, yet 20 MB of features at most
_BATCH = 8
_MARGIN_MS = 200  # kept around speech: soft onsets are heard, yet words don't begin too early
_PAUSE_MS = 160  # the library's own choice for batches
_LANGUAGE_WINDOWS = 4  # whose votes tell the language
HEARING: Mapping[str, Any] = {  # how BatchedInferencePipeline.transcribe is asked
    "word_timestamps": True,
    "without_timestamps": True,  # with them, what follows a window's last pair is lost
    "vad_filter": True,
    "vad_parameters": {"speech_pad_ms": _MARGIN_MS, "min_silence_duration_ms": _PAUSE_MS},
    "batch_size": _BATCH,
    "language_detection_segments": _LANGUAGE_WINDOWS,
}
_SHORTEST = 1600  # samples; below 0.1 s there is nothing to detect or to hear
_NETWORK_TIMEOUT_S = 3.0
_LOADING = Lock()

# As in faster_whisper/transcribe.py, which leaves these tests away when it decodes in batches.
_NO_SPEECH, _UNLIKELY, _LOOPING = 0.6, -1.0, 2.4


@dataclass(frozen=True, slots=True)
class FasterWhisperRecogniser:
    """Hears with a converted model: a name such as ``base``, or a folder that holds one."""

    model_name: str = "base"
    use_gpu: bool = True
    name: str = "faster-whisper"
    hearing: Mapping[str, Any] = field(default_factory=lambda: HEARING)

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """See ``Recogniser.transcribe``."""
        model_name = options.model or self.model_name
        language = check_language(options.base_language)
        blocks = [b for b in pieces(samples, longest_s=_BLOCK_S) if b.stop - b.start >= _SHORTEST]
        progress(0.0)
        words: list[Word] = []
        doubtful = 0
        for number, block in enumerate(blocks):
            part = progress.part(progress.stage, number / len(blocks), (number + 1) / len(blocks))
            with _told():
                model = load_model(model_name, self.use_gpu)
                known = replace(options, language=language)
                heard = _hear(model, block, samples, known, hearing=self.hearing, progress=part)
            words += heard.words
            doubtful += heard.doubtful
            if heard.words:
                language = heard.language
        progress(1.0)
        return Transcript(
            tidy(words, duration_ms(samples)),
            language or "und",
            self.name,
            model_name,
            _warnings(doubtful),
        )


@contextmanager
def _told() -> Iterator[None]:
    """Say in one line what breaks in the library, which finds GPUs' libraries late."""
    try:
        yield
    except RuntimeError as error:
        raise ToolFailed(
            f"faster-whisper broke: {first_line(error)}; ENABLE_GPU_ACCELERATION=false keeps it"
            " off the GPU."
        ) from error


@dataclass(frozen=True, slots=True)
class _Block:
    words: list[Word]
    language: str
    doubtful: int  # windows that look like guesses


def _hear(
    model: Any,
    block: Piece,
    samples: Samples,
    options: ListenOptions,
    *,
    hearing: Mapping[str, Any],
    progress: Progress,
) -> _Block:
    language = options.language
    if language and language not in model.supported_languages:
        raise BadInput(f"This model hears English only, not {language!r}; name one without .en.")
    from faster_whisper import BatchedInferencePipeline

    segments, info = BatchedInferencePipeline(model).transcribe(
        block.of(samples),
        language=language,
        hotwords=", ".join(options.hot_words) or None,
        **hearing,
    )
    words: list[Word] = []
    doubtful = 0
    for segment in segments:
        progress(segment.end / info.duration)
        if segment.no_speech_prob > _NO_SPEECH and segment.avg_logprob < _UNLIKELY:
            continue
        words += joined(_pieces(segment, block.start_ms), info.language)
        doubtful += segment.avg_logprob < _UNLIKELY or segment.compression_ratio > _LOOPING
    return _Block(words, info.language, doubtful)


def _pieces(segment: Any, offset_ms: int) -> Iterator[Word]:
    for word in segment.words or ():
        start_ms, end_ms = (offset_ms + round(t * 1000) for t in (word.start, word.end))
        yield Word(word.word, start_ms, end_ms, float(word.probability))


def _warnings(doubtful: int) -> tuple[str, ...]:
    if not doubtful:
        return ()
    passages = "passage was" if doubtful == 1 else "passages were"
    return (f"{doubtful} {passages} hard to hear; check the text there.",)


def at_hand(model: str) -> bool:
    """True if faster-whisper is installed and can hear with ``model`` without the network."""
    return importlib.util.find_spec("faster_whisper") is not None and is_at_hand(model)


def load_model(name: str, use_gpu: bool = True) -> faster_whisper.WhisperModel:
    """The model ``name`` (or the one in that folder), loaded once, however many ask for it.

    Raises:
        NotInstalled: the package or the weights are not on this machine and can't be had.
    """
    with _LOADING:
        return _load(name, use_gpu)


def release_models() -> None:
    """Forget loaded models, so that their memory is free once nobody listens with them."""
    _load.cache_clear()


@lru_cache(maxsize=1)
def _load(name: str, use_gpu: bool) -> faster_whisper.WhisperModel:
    try:
        import ctranslate2
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise NotInstalled(
            "faster-whisper is not installed: pip install 'vsl[fast]', or take the engine whisper."
        ) from error
    folder = find_folder(name) or _fetched(name)
    gpu = use_gpu and ctranslate2.get_cuda_device_count() > 0
    try:
        return WhisperModel(
            str(folder),
            device="cuda" if gpu else "cpu",
            compute_type="float16" if gpu else "int8",
            cpu_threads=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0,
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise NotInstalled(f"The model {name!r} can't be loaded: {first_line(error)}") from error


def _fetched(name: str) -> Path:
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
    """True if the weights' server answers within seconds; asked once."""
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        return False
    try:
        asked = Request(constants.ENDPOINT, method="HEAD")
        with open_url(asked, timeout_s=_NETWORK_TIMEOUT_S):
            return True
    except HTTPError:
        return True  # whoever refuses is there
    except (OSError, HTTPException):
        return False
