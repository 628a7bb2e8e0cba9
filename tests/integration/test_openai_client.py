"""The official client of OpenAI transcribes by this machine, through a real server."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.checkpoint.takes import CHECKPOINT, takes
from tests.server import serving

pytestmark = pytest.mark.slow
openai = pytest.importorskip("openai", reason="needs openai: pip install 'vsl[api]'")

KEY = "open sesame, please"
_PATIENCE_S = 300.0


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client whose base address is ours, with the key that the server asks for."""
    folder = tmp_path_factory.mktemp("studio")
    settings = {
        "WHISPER_MODEL": str(CHECKPOINT),
        "API_KEY": KEY,
        "MAX_CONCURRENT_JOBS": "1",
    }
    with (
        serving(folder, **settings) as address,
        openai.OpenAI(base_url=f"{address}/v1", api_key=KEY, timeout=_PATIENCE_S) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A short recording, and the words that are said in it."""
    take = takes()[0]
    path = tmp_path_factory.mktemp("said") / "said.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((take.samples * 32767).astype(np.int16).tobytes())
    return path, [_bare(word.text) for word in take.words]


def test_a_transcription_has_the_words_that_were_said(
    client: Any, said: tuple[Path, list[str]]
) -> None:
    recording, words = said
    plain = client.audio.transcriptions.create(model="whisper-1", file=recording, language="en")
    assert [_bare(word) for word in plain.text.split()] == words
    verbose = client.audio.transcriptions.create(
        model="whisper-1",
        file=recording,
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
        language="en",
    )
    assert [_bare(word.word) for word in verbose.words] == words
    times = [time for word in verbose.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[-1] <= verbose.duration
    assert " ".join(segment.text.strip() for segment in verbose.segments) == plain.text
    captions = client.audio.transcriptions.create(
        model="whisper-1", file=recording, response_format="srt", language="en"
    )
    assert "-->" in captions


def test_errors_are_those_that_the_client_knows(
    client: Any, said: tuple[Path, list[str]], tmp_path: Path
) -> None:
    nothing = tmp_path / "nothing.mp3"
    nothing.write_bytes(b"no sound")
    create = client.audio.transcriptions.create
    with pytest.raises(openai.BadRequestError) as refused:
        create(model="whisper-1", file=nothing)
    assert refused.value.code == "bad_input"
    with pytest.raises(openai.NotFoundError) as unknown:
        create(model="gpt-9", file=said[0])
    assert unknown.value.code == "model_not_found"
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="guess").models.list()
    assert "whisper-1" in [model.id for model in client.models.list()]


def _bare(word: str) -> str:
    return "".join(letter for letter in word.lower() if letter.isalnum())
