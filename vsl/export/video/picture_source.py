"""Where a video's pictures come from: drawn when they are needed, or PNG files that are there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PIL import Image

from vsl.errors import ToolFailed
from vsl.model.project import Still

Rows = tuple[int, int]
"""The first row and the one after the last."""


class DrawnPicture(Protocol):
    """A picture that need not be painted before somebody looks at it."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""

    @property
    def lines(self) -> Sequence[Rows]:
        """The rows that each line of text fills, where that is known: what changes together."""

    def strip(self, top: int, bottom: int) -> Image.Image:
        """The rows from ``top`` up to ``bottom``, in mode P or RGB."""

    def changed_rows(self, before: Any) -> Sequence[Rows]:
        """Where this picture may differ from one of the same source; nowhere else does it."""


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A picture that is there."""

    image: Image.Image
    lines: Sequence[Rows] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.size

    def strip(self, top: int, bottom: int) -> Image.Image:
        """The rows from ``top`` up to ``bottom``."""
        return self.image.crop((0, top, self.image.width, bottom))

    def changed_rows(self, before: object) -> Sequence[Rows]:
        """All: pixels have to be compared."""
        return ((0, self.image.height),)


class PictureSource(Protocol):
    """The pictures of stills, all of one size. Safe under many threads."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""

    def key(self, still: Still) -> str:
        """A name that is the same exactly where the pixels are."""

    def drawing(self, still: Still) -> DrawnPicture:
        """The picture."""


@dataclass(frozen=True, slots=True)
class PngFiles:
    """Pictures in files, by still."""

    paths: Mapping[Still, Path]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the first; whoever asks for another finds out whether it has it."""
        return self._image(next(iter(self.paths))).size

    def key(self, still: Still) -> str:
        """The SHA-256 of the file's content."""
        path = self.paths[still]
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise ToolFailed(f"The picture {path.name} can't be read; export again.") from error

    def drawing(self, still: Still) -> Painted:
        """The picture in the file.

        Raises:
            ToolFailed: the file is gone, or no picture.
        """
        return Painted(self._image(still))

    def _image(self, still: Still) -> Image.Image:
        path = self.paths[still]
        try:
            picture: Image.Image = Image.open(path, formats=["PNG"])
            with picture:
                return picture.copy() if picture.mode == "P" else picture.convert("RGB")
        except (OSError, SyntaxError) as error:
            raise ToolFailed(f"The picture {path.name} can't be read; export again.") from error
