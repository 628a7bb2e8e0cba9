"""openai-whisper loads what CTranslate2's converter wrote, and is the same model as before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import whisper

from tests.checkpoint.takes import CHECKPOINT, takes
from tests.random_model import random_whisper
from vsl.errors import BadInput
from vsl.speech.weights.ctranslate2_file import read_model_file
from vsl.speech.whisper.checkpoint import load_model, read_checkpoint

pytest.importorskip("ctranslate2", reason="needs pip install 'vsl[fast]'")
# whisper/tokenizer.py leaves its vocabulary's file open.
pytestmark = pytest.mark.filterwarnings("ignore:.*tiktoken:pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A model of several layers and heads that hears, and one whose weights need 32 bits."""
    model = random_whisper(448)
    file = tmp_path_factory.mktemp("checkpoints") / "random.pt"
    torch.save({"dims": vars(model.dims), "model_state_dict": model.state_dict()}, file)
    return {"trained": CHECKPOINT, "random": file}


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model that hears, not to be changed."""
    return _convert(CHECKPOINT, tmp_path_factory.mktemp("converted"))


@pytest.fixture
def trained(converted: Path, tmp_path: Path) -> Path:
    """A folder with the model that hears, of a test's own."""
    return shutil.copytree(converted, tmp_path / "trained")


def _convert(checkpoint: Path, folder: Path, quantization: str | None = None) -> Path:
    from tests.checkpoint.convert import convert

    return convert(checkpoint, folder, quantization)


def _tokens(model: Any, n_samples: int) -> list[int]:
    sound = next(take for take in takes() if take.language == "en").samples[:n_samples]
    spectrum = whisper.log_mel_spectrogram(whisper.pad_or_trim(torch.from_numpy(sound)))
    options = whisper.DecodingOptions(language="en", fp16=False, sample_len=30)
    found: list[int] = whisper.decode(model, spectrum, options).tokens
    return found


@pytest.mark.parametrize("quantization", [None, "float16"])
@pytest.mark.parametrize("name", ["trained", "random"])
def test_a_converted_model_is_the_model_it_was(
    name: str, quantization: str | None, checkpoints: dict[str, Path], tmp_path: Path
) -> None:
    before = whisper.load_model(str(checkpoints[name]), device="cpu")
    after = load_model(str(_convert(checkpoints[name], tmp_path, quantization)), "cpu")
    assert after.dims == before.dims
    state = after.state_dict()
    assert state.keys() == before.state_dict().keys()
    for weight, tensor in before.state_dict().items():
        expected = tensor.half().float() if quantization else tensor
        torch.testing.assert_close(state[weight], expected, rtol=0, atol=0, msg=weight)
    if name == "trained" or not quantization:
        assert _tokens(after, 480_000) == _tokens(before, 480_000)


def test_the_model_that_hears_hears_its_sentence(trained: Path) -> None:
    take = next(take for take in takes() if take.language == "en")
    words = whisper.tokenizer.get_tokenizer(multilingual=True)
    assert words.decode(_tokens(load_model(str(trained), "cpu"), 480_000)).split() == [
        word.text for word in take.words
    ]


def test_heads_that_follow_the_sound_are_those_of_the_conversion(trained: Path) -> None:
    config = json.loads((trained / "config.json").read_text())
    config["alignment_heads"] = [[1, 0], [0, 1]]
    (trained / "config.json").write_text(json.dumps(config))
    heads = load_model(str(trained), "cpu").alignment_heads.to_dense()
    assert heads.tolist() == [[False, True], [True, False]]


def test_a_conversion_that_names_no_heads_has_those_of_the_upper_layers(trained: Path) -> None:
    (trained / "config.json").write_text("{}")
    heads = load_model(str(trained), "cpu").alignment_heads.to_dense()
    assert heads.tolist() == [[False, False], [True, True]]


@pytest.mark.parametrize("quantization", ["int8", "int8_float16", "bfloat16"])
def test_a_quantized_conversion_is_refused_in_one_line(
    quantization: str, checkpoints: dict[str, Path], tmp_path: Path
) -> None:
    folder = _convert(checkpoints["random"], tmp_path, quantization)
    with pytest.raises(BadInput, match=r"convert the model.* to float16") as refused:
        load_model(str(folder), "cpu")
    assert str(folder / "model.bin") in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "array", "said"),
    [
        ("encoder/conv1/weight", None, "lacks encoder/conv1/weight: convert the model anew"),
        ("encoder/num_heads", np.zeros(2, np.float32), "other shapes than Whisper's"),
        ("encoder/conv1/weight", np.zeros(3, np.float32), "other shapes than Whisper's"),
        ("decoder/embeddings/weight", np.zeros((), np.float32), "other shapes than Whisper's"),
    ],
)
def test_a_file_that_is_no_whole_whisper_model_is_refused_in_one_line(
    name: str, array: Any, said: str, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read_model_file(trained / "model.bin")
    arrays = {key: value for key, value in found.arrays.items() if key != name}
    changed = type(found)(found.specification, arrays | ({} if array is None else {name: array}))
    monkeypatch.setattr("vsl.speech.whisper.checkpoint.read_model_file", lambda _file: changed)
    with pytest.raises(BadInput, match=said) as refused:
        load_model(str(trained), "cpu")
    assert "\n" not in str(refused.value)


def test_weights_of_another_shape_are_refused_in_one_line(
    trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint = read_checkpoint(trained)
    checkpoint["model_state_dict"]["decoder.ln.weight"] = torch.zeros(3)
    monkeypatch.setattr("vsl.speech.whisper.checkpoint.read_checkpoint", lambda _: checkpoint)
    with pytest.raises(BadInput, match="other shapes than Whisper's: convert it anew") as refused:
        load_model(str(trained), "cpu")
    assert "\n" not in str(refused.value)


def test_a_model_that_is_no_whisper_is_refused(
    trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read_model_file(trained / "model.bin")
    other = type(found)("TransformerSpec", found.arrays)
    monkeypatch.setattr("vsl.speech.whisper.checkpoint.read_model_file", lambda _file: other)
    with pytest.raises(BadInput, match="is no Whisper model but a TransformerSpec"):
        load_model(str(trained), "cpu")


@pytest.mark.parametrize("text", ["[]", "{", '{"alignment_heads": [1]}'])
def test_a_damaged_configuration_is_refused(text: str, trained: Path) -> None:
    (trained / "config.json").write_text(text)
    with pytest.raises(BadInput, match=r"config\.json is damaged: convert the model anew"):
        load_model(str(trained), "cpu")
