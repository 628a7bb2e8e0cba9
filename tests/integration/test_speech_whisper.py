"""How openai-whisper is run: the same tokens and times as the library's own, faults told."""

from __future__ import annotations

from random import Random
from typing import Any
from urllib.error import URLError

import numpy as np
import pytest
import torch
import whisper
from whisper.audio import HOP_LENGTH
from whisper.model import ModelDimensions
from whisper.timing import add_word_timestamps
from whisper.tokenizer import get_tokenizer

from tests.checkpoint.speak import recording
from tests.checkpoint.takes import CHECKPOINT, takes
from tests.random_model import random_whisper
from vsl.errors import BadInput, NotInstalled
from vsl.progress import Progress
from vsl.speech.pauses import AudioPiece
from vsl.speech.recogniser import SAMPLE_RATE_HZ, ListenOptions, Samples, duration_ms
from vsl.speech.voice_activity.spans import speech
from vsl.speech.whisper import encoder as whisper_encode
from vsl.speech.whisper.batch_decoder import WhisperBatchDecoder
from vsl.speech.whisper.decoding import decode
from vsl.speech.whisper.encoder import Encoder
from vsl.speech.whisper.packed_matrices import has_bfloat16
from vsl.speech.whisper.recogniser import BATCH_SIZE, WhisperRecogniser, fitting
from vsl.speech.whisper.vocabulary import RefinedVocabulary
from vsl.speech.windows.packing import Window

# whisper/tokenizer.py leaves its vocabulary's file open.
pytestmark = pytest.mark.filterwarnings("ignore:.*tiktoken:pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def trained() -> WhisperRecogniser:
    """Whisper with a tiny trained checkpoint."""
    model = whisper.load_model(str(CHECKPOINT), device="cpu")
    return WhisperRecogniser(lambda _name: model, "whisper-espeak")


@pytest.fixture(scope="module")
def untrained() -> WhisperRecogniser:
    """Whisper's own architecture, as small as it goes, with random weights."""
    model = random_whisper(32)
    return WhisperRecogniser(lambda _name: model, "random")


def _voice(count: int) -> Samples:
    """The first sentences that the model knows, with pauses around them."""
    return recording(takes()[:count], Random(0), pauses_s=(0.6, 0.6))[0]


def test_whatever_the_model_says_times_stay_in_the_recording(untrained: WhisperRecogniser) -> None:
    samples = _voice(1)
    words = untrained.transcribe(samples, ListenOptions("en"), Progress()).words
    assert words
    times = [0]
    for word in words:
        times += [word.start_ms, word.end_ms]
    assert times == sorted(times)
    assert times[-1] <= duration_ms(samples)


@pytest.mark.parametrize("name", ["trained", "untrained"])
def test_a_batch_gives_the_tokens_that_whisper_gives_each_window_alone(
    name: str, request: pytest.FixtureRequest
) -> None:
    model = request.getfixturevalue(name).load_model("")
    samples = _voice(4)
    windows = [Window((span,)) for span in speech(samples)]
    options = whisper.DecodingOptions(language="en", without_timestamps=True, fp16=False)
    with torch.inference_mode():
        features = WhisperBatchDecoder(model, "en")._encode(windows, samples)
        alone = [whisper.decode(model, one, options) for one in features]
        together = decode(model, features, options)
    assert len(windows) == 4
    assert [list(one.tokens) for one in together] == [one.tokens for one in alone]
    for ours, theirs in zip(together, alone, strict=True):
        assert ours.text == theirs.text
        assert ours.mean_log_probability == pytest.approx(theirs.avg_logprob, abs=1e-3)


@pytest.mark.filterwarnings("ignore:__array_wrap__ must accept:DeprecationWarning")  # whisper's
@pytest.mark.parametrize("patience", [1.0, 2.0])
@pytest.mark.parametrize("name", ["trained", "untrained"])
def test_beams_in_a_batch_find_what_whispers_own_find_in_each_window_alone(
    name: str, patience: float, request: pytest.FixtureRequest
) -> None:
    model = request.getfixturevalue(name).load_model("")
    samples = _voice(4)
    windows = [Window((span,)) for span in speech(samples)]
    plain = {"language": "en", "without_timestamps": True, "fp16": False}
    options = whisper.DecodingOptions(**plain, beam_size=3, patience=patience)
    with torch.inference_mode():
        features = WhisperBatchDecoder(model, "en")._encode(windows, samples)
        alone = [whisper.decode(model, one, options) for one in features]
        together = decode(model, features, options)
        greedy = decode(model, features, whisper.DecodingOptions(**plain))
    assert [list(one.tokens) for one in together] == [one.tokens for one in alone]
    for ours, theirs, first in zip(together, alone, greedy, strict=True):
        assert ours.mean_log_probability == pytest.approx(theirs.avg_logprob, abs=1e-3)
        assert ours.attention.shape[1] == first.attention.shape[1] - len(first.tokens) + len(
            ours.tokens
        )
        if ours.tokens == first.tokens:  # read at once, not one after another
            assert ours.token_probabilities == pytest.approx(first.token_probabilities, abs=1e-4)
            assert torch.allclose(ours.attention, first.attention, atol=1e-2)


def test_the_encoder_s_features_are_whispers(untrained: WhisperRecogniser) -> None:
    model = untrained.load_model("")
    spectra = torch.randn(2, 80, 3000, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        ours, whispers = Encoder(model.encoder)(spectra), model.encoder(spectra)
    assert torch.allclose(ours, whispers, atol=0.1 if has_bfloat16() else 1e-5)
    assert (ours - whispers).std() < 0.01 * whispers.std()


def test_refined_logits_choose_as_exact_ones(trained: WhisperRecogniser) -> None:
    """On every processor: without bfloat16 instructions the rounded product is only slower."""
    model = trained.load_model("")
    weight = model.decoder.token_embedding.weight.detach()
    states = torch.randn(6, 1, weight.shape[1], generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        exact = states @ weight.T
        refined = RefinedVocabulary(weight, first_special=50_257)(states)
    assert torch.equal(refined.argmax(-1), exact.argmax(-1))
    best = exact.topk(8)
    assert torch.allclose(refined.topk(8).values, best.values, atol=1e-4)
    assert torch.allclose(refined.logsumexp(-1), exact.logsumexp(-1), atol=1e-3)
    assert torch.allclose(refined[..., 50_257:], exact[..., 50_257:], atol=1e-4)


@pytest.mark.parametrize("reason", ["_MOST_BYTES", "works_here"])
def test_an_encoder_that_cannot_be_packed_runs_as_it_is(
    reason: str, untrained: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whisper_encode, reason, {"_MOST_BYTES": 0}.get(reason, lambda _: False))
    model = untrained.load_model("")
    spectra = torch.zeros(1, 80, 3000)
    with torch.inference_mode():
        assert torch.equal(Encoder(model.encoder)(spectra), model.encoder(spectra))


def test_words_have_the_times_of_whispers_own_alignment(trained: WhisperRecogniser) -> None:
    model = trained.load_model("")
    samples = _voice(4)
    windows = [Window((span,)) for span in speech(samples)] + [
        Window((AudioPiece(0, len(samples)),))
    ]
    ours = WhisperBatchDecoder(model, "en").decode_windows(windows, samples)
    for window, heard in zip(windows, ours, strict=True):
        theirs = _whispers_words(model, window.of(samples))
        assert [word["word"] for word in theirs] == [word.text for word in heard.words]
        for word, own in zip(theirs, heard.words, strict=True):
            assert own.start_ms == pytest.approx(word["start"] * 1000, abs=20)
            assert own.end_ms == pytest.approx(word["end"] * 1000, abs=20)
            assert own.confidence == pytest.approx(word["probability"], abs=0.02)


def _whispers_words(model: Any, samples: Samples) -> list[dict[str, Any]]:
    tokenizer = get_tokenizer(True, language="en", task="transcribe")
    options = whisper.DecodingOptions(language="en", without_timestamps=True, fp16=False)
    spectrum = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples))
    tokens = whisper.decode(model, spectrum, options).tokens
    end = len(samples) / SAMPLE_RATE_HZ
    segment: dict[str, Any] = {"seek": 0, "start": 0.0, "end": end, "tokens": tokens}
    add_word_timestamps(
        segments=[segment],
        model=model,
        tokenizer=tokenizer,
        mel=spectrum,
        num_frames=len(samples) // HOP_LENGTH,
        last_speech_timestamp=0.0,
    )
    found: list[dict[str, Any]] = segment["words"]
    return found


@pytest.mark.parametrize(
    ("width", "layers", "at_once"),
    [(384, 4, 24), (512, 6, 24), (768, 12, 8), (1024, 24, 3), (1280, 32, 2)],
)
def test_larger_models_decode_fewer_windows_at_once(width: int, layers: int, at_once: int) -> None:
    dims = ModelDimensions(80, 1500, width, 1, layers, 51_865, 448, width, 1, layers)
    assert min(BATCH_SIZE, fitting(dims)) == at_once


@pytest.mark.parametrize(
    ("error", "cure"),
    [
        (URLError("no route"), "can't be fetched.*choose the engine sphinx"),
        (RuntimeError("Model huge not found\nsecond line"), "Model huge not found$"),
    ],
)
def test_a_model_that_cannot_be_loaded_is_said_in_one_line(error: Exception, cure: str) -> None:
    def load(_name: str) -> Any:
        raise error

    engine = WhisperRecogniser(load, "huge")
    with pytest.raises(NotInstalled, match=cure):
        engine.transcribe(_voice(1), ListenOptions("en"), Progress())


def test_a_language_whisper_does_not_know_is_refused() -> None:
    engine = WhisperRecogniser(lambda _name: pytest.fail("nothing to load"))
    with pytest.raises(BadInput, match="'xx'"):
        engine.transcribe(np.ones(16_000, np.float32), ListenOptions("xx"), Progress())
