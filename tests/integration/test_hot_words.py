"""Names that the user listed lead the engines that can be led."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vsl.progress import Progress
from vsl.speech import faster_whisper, whisper
from vsl.speech.recogniser import SAMPLE_RATE_HZ, ListenOptions

_OPTIONS = ListenOptions("en", "Buy now.", "tiny", ("Acme", "Bob"))
_SOUND = np.random.default_rng(0).normal(0, 0.1, 2 * SAMPLE_RATE_HZ).astype(np.float32)


class _Told(Exception):
    """Ends a run as soon as the engine was told what it hears."""


def test_whisper_is_prompted_with_them_and_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    def ear(_model: object, language: str, prompt: str, **_: Any) -> Any:
        raise _Told(language, prompt)

    monkeypatch.setattr(whisper, "WhisperBatchDecoder", ear)
    monkeypatch.setattr(whisper, "pack", lambda *_: (object(),))
    monkeypatch.setattr(whisper, "speech", lambda _samples: ())
    engine = whisper.WhisperRecogniser(lambda _name: object())
    with pytest.raises(_Told) as told:
        engine.transcribe(_SOUND, _OPTIONS, Progress())
    assert told.value.args == ("en", "Acme, Bob. Buy now.")


def test_faster_whisper_gets_them_as_its_hot_words(monkeypatch: pytest.MonkeyPatch) -> None:
    library = pytest.importorskip("faster_whisper", reason="needs pip install 'vsl[fast]'")

    class Model:
        supported_languages = ("en",)

    def transcribe(_self: object, _sound: object, **given: Any) -> Any:
        raise _Told(given["language"], given["hotwords"])

    monkeypatch.setattr(faster_whisper, "load_model", lambda *_: Model())
    monkeypatch.setattr(library.BatchedInferencePipeline, "__init__", lambda *_: None)
    monkeypatch.setattr(library.BatchedInferencePipeline, "transcribe", transcribe)
    for options, hot_words in ((_OPTIONS, "Acme, Bob"), (ListenOptions("en"), None)):
        with pytest.raises(_Told) as told:
            faster_whisper.FasterWhisperRecogniser("tiny").transcribe(_SOUND, options, Progress())
        assert told.value.args == ("en", hot_words)
