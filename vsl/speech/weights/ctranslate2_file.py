"""Read the tensors of a CTranslate2 model file: a ``model.bin`` goes in, NumPy arrays come out.

Nothing in the file is executed: it holds names, sizes and numbers, and every size is checked
against the file's length.

Source: the layout that CTranslate2 4 writes, python/ctranslate2/specs/model_spec.py in
https://github.com/OpenNMT/CTranslate2 (``ModelSpec._serialize``): version, name of the
specification, revision, number of variables; of each its name, rank, dimensions, type, number of
bytes and content; then aliases, each with the name of its variable. Little-endian.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vsl.errors import BadInput

VERSION = 6  # of the layout
_TYPES: dict[int, str] = {0: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", 4: "<f2"}

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """The content of a model file."""

    specification: str  # such as "WhisperSpec"
    arrays: dict[str, Array]  # read-only, by variable name; aliases included


def read_model_file(path: Path) -> ModelFile:
    """Return the arrays of the model file at ``path``.

    Raises:
        BadInput: it is no CTranslate2 model file, is cut short, or holds an unsupported type.
        OSError: it can't be opened.
    """
    if path.stat().st_size == 0:
        raise BadInput(f"{path} is empty; fetch the model anew.")
    reader = _Reader(np.memmap(path, np.uint8, "r"), path)
    if reader.number("<I") != VERSION:
        raise BadInput(f"{path} is no CTranslate2 model file of version {VERSION}.")
    specification = reader.text()
    reader.number("<I")  # revision of the specification
    arrays = dict(reader.variable() for _ in range(reader.number("<I")))
    for _ in range(reader.number("<I")):
        alias, name = reader.text(), reader.text()
        if name not in arrays:
            raise BadInput(f"{path} is damaged: {alias} stands for {name}, which is missing.")
        arrays[alias] = arrays[name]
    return ModelFile(specification, arrays)


class _Reader:
    """Reads values from a file's bytes, one after another."""

    def __init__(self, content: npt.NDArray[np.uint8], path: Path) -> None:
        self._content, self._path, self._at = content, path, 0

    def take(self, n_bytes: int) -> npt.NDArray[np.uint8]:
        """Return the next ``n_bytes``."""
        start, self._at = self._at, self._at + n_bytes
        if self._at > len(self._content):
            raise BadInput(f"{self._path} is cut short or no CTranslate2 model file.")
        return self._content[start : self._at]

    def number(self, layout: str) -> int:
        """Return the next integer."""
        (value,) = struct.unpack(layout, self.take(struct.calcsize(layout)).tobytes())
        return int(value)

    def text(self) -> str:
        """Return the next name, which ends with a zero byte."""
        return self.take(self.number("<H")).tobytes().rstrip(b"\0").decode("utf-8", "replace")

    def variable(self) -> tuple[str, Array]:
        """Return the next variable with its name."""
        name = self.text()
        shape = [self.number("<I") for _ in range(self.number("<B"))]
        type_number, n_bytes = self.number("<B"), self.number("<I")
        if type_number not in _TYPES:
            raise BadInput(
                f"{self._path} holds {name} in a type that is not read here:"
                " convert the model without --quantization or to float16."
            )
        kind = np.dtype(_TYPES[type_number])
        if n_bytes != math.prod(shape) * kind.itemsize:
            raise BadInput(f"{self._path} is damaged: {name} has another size than it says.")
        flat = np.frombuffer(self.take(n_bytes), kind)
        try:
            return name, flat.reshape(shape)
        except ValueError as error:  # too many dimensions, or a zero beside one that is too long
            raise BadInput(f"{self._path} is damaged: no array has the shape of {name}.") from error
