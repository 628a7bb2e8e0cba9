"""Names that the user listed lead the engines that can be led; the script leads none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.random_model import random_model
from vsl.progress import Progress
from vsl.speech.faster_whisper import recogniser as faster_whisper
from vsl.speech.pauses import AudioPiece
from vsl.speech.recogniser import SAMPLE_RATE_HZ, ListenOptions
from vsl.speech.whisper import recogniser as whisper
from vsl.speech.windows.packing import Window

# whisper/tokenizer.py leaves its vocabulary's file open.
pytestmark = pytest.mark.filterwarnings("ignore:.*tiktoken:pytest.PytestUnraisableExceptionWarning")

_OPTIONS = ListenOptions("en", "Buy now.", "tiny", ("Acme", "Bob"))
_SOUND = np.random.default_rng(0).normal(0, 0.1, 2 * SAMPLE_RATE_HZ).astype(np.float32)


class _Told(Exception):
    """Ends a run as soon as the engine was told what it hears."""


def _tell(_model: object, language: str, prompt: str, **_: Any) -> Any:
    raise _Told(language, prompt)


def _create_engine(name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An engine that hears something in every recording and whose decoder ends the run."""
    if name == "whisper":
        monkeypatch.setattr(whisper, "WhisperBatchDecoder", _tell)
        module: Any = whisper
        engine: Any = whisper.WhisperRecogniser(lambda _name: object())  # type: ignore[arg-type]
    else:

        class Model:
            supported_languages = ("en",)

        monkeypatch.setattr(faster_whisper, "CTranslate2BatchDecoder", _tell)
        monkeypatch.setattr(faster_whisper, "load_model", lambda *_, **__: Model())
        module, engine = faster_whisper, faster_whisper.FasterWhisperRecogniser("tiny")
    monkeypatch.setattr(module, "pack", lambda *_: (object(),))
    monkeypatch.setattr(module, "speech", lambda _samples: ())
    return engine


@pytest.mark.parametrize("name", ["whisper", "faster-whisper"])
@pytest.mark.parametrize(
    ("options", "prompt"), [(_OPTIONS, "Acme, Bob"), (ListenOptions("en", "Buy now."), "")]
)
def test_names_are_the_prompt_and_the_script_is_not(
    name: str, options: ListenOptions, prompt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(_Told) as told:
        _create_engine(name, monkeypatch).transcribe(_SOUND, options, Progress())
    assert told.value.args == ("en", prompt)


def test_faster_whisper_gets_them_as_its_hot_words_until_they_lead_astray(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library = pytest.importorskip("faster_whisper", reason="needs pip install 'vsl[fast]'")
    from vsl.speech.faster_whisper.batch_decoder import CTranslate2BatchDecoder

    given: list[str | None] = []
    get_prompt = library.WhisperModel.get_prompt

    def watched(*arguments: Any, **more: Any) -> Any:
        given.append(more["hotwords"])
        return get_prompt(*arguments, **more)

    monkeypatch.setattr(library.WhisperModel, "get_prompt", watched)
    model = library.WhisperModel(str(random_model(tmp_path)), device="cpu")
    decoder = CTranslate2BatchDecoder(model, "en", "Acme, Bob", temperatures=(0.0,))
    decoder.decode_windows([Window((AudioPiece(0, len(_SOUND)),))], _SOUND)
    assert given == ["Acme, Bob", None]  # what the model knows nothing of is doubtful
