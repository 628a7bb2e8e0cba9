"""A model file that CTranslate2 wrote is read back; one that is damaged is refused in one line."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import BadInput
from vsl.speech.weights.ctranslate2_file import Array, read_model_file

_TYPE_NUMBERS = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4}
_VARIABLES: Mapping[str, Array] = {
    "encoder/weight": np.arange(6, dtype=np.float32).reshape(2, 3) - 2.5,
    "encoder/bias": np.array([-128, 0, 127], np.int8),
    "decoder/weight": np.array([[-32768], [32767]], np.int16),
    "decoder/bias": np.array([1.5, -65504.0], np.float16),
    "decoder/num_heads": np.array(8, np.int32),
    "nothing": np.zeros((0, 4), np.float32),
}
_ALIASES = {"decoder/projection/weight": "decoder/weight"}


def _text(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def _variable(name: str, array: Array) -> bytes:
    head = _text(name) + struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape)
    kind = _TYPE_NUMBERS[array.dtype.name]
    return head + struct.pack("<BI", kind, array.nbytes) + array.tobytes()


def _content(
    variables: bytes = b"".join(_variable(*each) for each in _VARIABLES.items()),
    *,
    version: int = 6,
    n_variables: int = len(_VARIABLES),
    aliases: Mapping[str, str] = _ALIASES,
) -> bytes:
    head = struct.pack("<I", version) + _text("WhisperSpec") + struct.pack("<II", 3, n_variables)
    tail = b"".join(_text(alias) + _text(name) for alias, name in aliases.items())
    return head + variables + struct.pack("<I", len(aliases)) + tail


def _read(folder: Path, content: bytes) -> tuple[str, dict[str, Array]]:
    file = folder / "model.bin"
    file.unlink(missing_ok=True)  # an earlier one may still be mapped
    file.write_bytes(content)
    found = read_model_file(file)
    return found.specification, found.arrays


def test_every_type_comes_back_as_it_was_written(tmp_path: Path) -> None:
    specification, arrays = _read(tmp_path, _content())
    assert specification == "WhisperSpec"
    assert list(arrays) == [*_VARIABLES, *_ALIASES]
    for name, array in _VARIABLES.items():
        np.testing.assert_array_equal(arrays[name], array, strict=True)


def test_an_alias_is_the_array_it_stands_for(tmp_path: Path) -> None:
    _, arrays = _read(tmp_path, _content())
    assert arrays["decoder/projection/weight"] is arrays["decoder/weight"]


def test_what_was_read_cannot_be_written(tmp_path: Path) -> None:
    _, arrays = _read(tmp_path, _content())
    with pytest.raises(ValueError, match="read-only"):
        arrays["encoder/weight"][:] = 0


def test_a_file_that_ends_early_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    whole = _content()
    for n_bytes in range(len(whole)):
        with pytest.raises(BadInput, match=r"cut short|is empty|is no CTranslate2") as refused:
            _read(tmp_path, whole[:n_bytes])
        assert "\n" not in str(refused.value)


def test_a_changed_byte_changes_a_value_or_is_refused(tmp_path: Path) -> None:
    whole = _content()
    n_read = 0
    for place in range(len(whole)):
        for value in (0, 1, 127, 255):
            with suppress(BadInput):
                _read(tmp_path, whole[:place] + bytes([value]) + whole[place + 1 :])
                n_read += 1
    assert n_read > len(_VARIABLES["encoder/weight"].tobytes())  # numbers may be any


@given(content=st.binary(max_size=60))
def test_any_bytes_behind_the_head_are_read_or_refused(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    head = struct.pack("<I", 6) + _text("WhisperSpec")
    with suppress(BadInput):
        assert _read(folder, head + content)[0] == "WhisperSpec"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty; fetch the model anew"),
        (_content(version=5), "is no CTranslate2 model file of version 6"),
        (b"PK\x03\x04 an archive", "is no CTranslate2 model file of version 6"),
        (_content(n_variables=len(_VARIABLES) + 1), "cut short|is damaged|not read here"),
        (_content(aliases={"a": "b"}), "is damaged: a stands for b, which is missing"),
        (
            _content(_text("w") + struct.pack("<BIBI", 1, 3, 0, 8) + bytes(8), n_variables=1),
            "is damaged: w has another size than it says",
        ),
        (
            _content(_text("w") + struct.pack("<BIBI", 1, 4, 5, 8) + bytes(8), n_variables=1),
            "holds w in a type that is not read here",  # 5: bfloat16
        ),
        (
            _content(
                _text("w") + struct.pack("<B100I", 100, *[1] * 100) + struct.pack("<BI", 1, 1)
                + b"\1",
                n_variables=1,
            ),
            "is damaged: no array has the shape of w",
        ),
        (
            _content(
                _text("w") + struct.pack("<B4I", 4, 0, *[2**32 - 1] * 3) + struct.pack("<BI", 0, 0),
                n_variables=1,
            ),
            "is damaged: no array has the shape of w",
        ),
    ],
)  # fmt: skip
def test_the_refusal_says_what_is_wrong(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        _read(tmp_path, content)
    assert "\n" not in str(refused.value)
    assert str(tmp_path / "model.bin") in str(refused.value)


def test_a_file_that_is_missing_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_model_file(tmp_path / "model.bin")
