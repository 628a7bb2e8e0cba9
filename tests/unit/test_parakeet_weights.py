"""Whether Parakeet's weights are at hand, and what a folder of one's own has to hold."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from vsl.errors import BadInput, NotInstalled
from vsl.progress import Progress
from vsl.speech.parakeet import weights as parakeet_weights
from vsl.speech.parakeet.weights import PublishedFile, at_hand, find_weights, identity, is_model


def _put(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(name.encode())
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with files of the right names."""
    names = ("vocab.txt", "encoder-model.onnx", "decoder_joint-model.onnx")
    return _put(tmp_path / "own", *names)


def test_a_folder_is_a_model_of_one_s_own(own: Path) -> None:
    assert is_model(str(own))
    assert at_hand(str(own))
    assert find_weights(str(own), Progress()).quantization is None


def test_the_files_tell_which_numbers_they_hold(tmp_path: Path, own: Path) -> None:
    names = ("encoder-model.int8.onnx", "decoder_joint-model.int8.onnx")
    folder = _put(tmp_path / "quantized", "vocab.txt", *names)
    assert find_weights(str(folder), Progress()).quantization == "int8"
    assert find_weights(str(_put(own, *names)), Progress()).quantization is None
    (own / "decoder_joint-model.onnx").unlink()
    assert find_weights(str(own), Progress()).quantization == "int8"


@pytest.mark.parametrize("name", ["vocab.txt", "encoder-model.onnx", "decoder_joint-model.onnx"])
def test_a_folder_that_lacks_a_file_is_refused(own: Path, name: str) -> None:
    (own / name).unlink()
    assert not at_hand(str(own))
    with pytest.raises(NotInstalled, match=r"holds no Parakeet model: put vocab\.txt, encoder"):
        find_weights(str(own), Progress())


def test_a_name_that_is_no_model_is_refused_with_the_names_there_are() -> None:
    assert not is_model("parrot")
    with pytest.raises(BadInput, match=r"'parrot': give parakeet-tdt-0\.6b-v3 or"):
        find_weights("parrot", Progress())


def test_files_have_to_be_those_that_the_folder_s_sums_name(own: Path) -> None:
    rows = [f"{hashlib.sha256(f.read_bytes()).hexdigest()} *{f.name}\n" for f in own.iterdir()]
    (own / "SHA256SUMS").write_text("".join(rows))
    assert find_weights(str(own), Progress()).folder == own
    (own / "encoder-model.onnx").write_bytes(b"encoder-model.onnX")
    with pytest.raises(NotInstalled, match=r"^encoder-model\.onnx in .* SHA256SUMS names"):
        find_weights(str(own), Progress())


def test_published_weights_are_at_hand_only_where_every_byte_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    sha256 = hashlib.sha256(b"vocab.txt").hexdigest()
    monkeypatch.setitem(parakeet_weights.MODELS, "tiny", {"vocab.txt": PublishedFile(sha256, 9)})
    assert not at_hand("tiny")
    (tmp_path / "parakeet").mkdir()
    folder = _put(tmp_path / "parakeet" / "tiny", "vocab.txt")
    assert at_hand("tiny")
    (folder / "vocab.txt").write_bytes(b"vocab.tXt")
    assert not at_hand("tiny")


def test_other_weights_have_another_identity(own: Path) -> None:
    names = (*parakeet_weights.MODELS, str(own))
    assert all(identity(name) for name in names)
    before = identity(str(own))
    (own / "encoder-model.onnx").write_bytes(b"others")
    assert identity(str(own)) != before
    assert identity(str(own / "nowhere")) == ""


def test_published_digests_are_whole() -> None:
    for files in parakeet_weights.MODELS.values():
        assert {"vocab.txt", "config.json"} < set(files)
        for published in files.values():
            assert len(bytes.fromhex(published.sha256)) == 32
            assert published.size_bytes > 0
