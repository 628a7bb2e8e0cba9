"""Sources of a video's pictures: drawn on demand, or existing PNG files."""

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
"""The first row, and the one after the last."""


class DrawnPicture(Protocol):
    """A picture that may be painted lazily."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""

    @property
    def lines(self) -> Sequence[Rows]:
        """The rows of each line of text, if known; a line changes as a whole."""

    def strip(self, top: int, bottom: int) -> Image.Image:
        """Return the rows from ``top`` up to ``bottom``, in mode P or RGB."""

    def changed_rows(self, before: Any) -> Sequence[Rows]:
        """Return the rows that may differ from ``before``, a picture of the same source."""


@dataclass(frozen=True, slots=True, eq=False)
class PaintedPicture:
    """A picture that is painted already."""

    image: Image.Image
    lines: Sequence[Rows] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.size

    def strip(self, top: int, bottom: int) -> Image.Image:
        """Return the rows from ``top`` up to ``bottom``."""
        return self.image.crop((0, top, self.image.width, bottom))

    def changed_rows(self, before: object) -> Sequence[Rows]:
        """Return all rows: pixels have to be compared."""
        return ((0, self.image.height),)


class PictureSource(Protocol):
    """The pictures of stills, all of one size. Safe to use from many threads."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""

    def key(self, still: Still) -> str:
        """Return a key that is equal exactly where the pixels are."""

    def drawing(self, still: Still) -> DrawnPicture:
        """Return the picture of ``still``."""


@dataclass(frozen=True, slots=True)
class PngFiles:
    """Pictures in files, by still."""

    paths: Mapping[Still, Path]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the first; the encoder checks that the others have it too."""
        return self._image(next(iter(self.paths))).size

    def key(self, still: Still) -> str:
        """Return the SHA-256 of the file's content."""
        path = self.paths[still]
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise ToolFailed(f"The picture {path.name} can't be read; export again.") from error

    def drawing(self, still: Still) -> PaintedPicture:
        """Return the picture in the file.

        Raises:
            ToolFailed: the file is gone, or is no picture.
        """
        return PaintedPicture(self._image(still))

    def _image(self, still: Still) -> Image.Image:
        path = self.paths[still]
        try:
            picture: Image.Image = Image.open(path, formats=["PNG"])
            with picture:
                return picture.copy() if picture.mode == "P" else picture.convert("RGB")
        except (OSError, SyntaxError) as error:
            raise ToolFailed(f"The picture {path.name} can't be read; export again.") from error
