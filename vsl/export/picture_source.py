"""Where a video's pictures come from: drawn when they are needed, or PNG files that are there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PIL import Image

from vsl.errors import ToolFailed
from vsl.model import Still


class PictureSource(Protocol):
    """The pictures of stills, all of one size. Safe under many threads."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""

    def key(self, still: Still) -> str:
        """A name that is the same exactly where the pixels are."""

    def image(self, still: Still) -> Image.Image:
        """The picture, in mode P or RGB."""


@dataclass(frozen=True, slots=True)
class PngFiles:
    """Pictures in files, by still."""

    paths: Mapping[Still, Path]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the first; whoever asks for another finds out whether it has it."""
        return self.image(next(iter(self.paths))).size

    def key(self, still: Still) -> str:
        """The SHA-256 of the file's content."""
        path = self.paths[still]
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise ToolFailed(f"The picture {path.name} can't be read; export again.") from error

    def image(self, still: Still) -> Image.Image:
        """The picture in the file.

        Raises:
            ToolFailed: the file is gone, or no picture.
        """
        path = self.paths[still]
        try:
            picture: Image.Image = Image.open(path, formats=["PNG"])
            with picture:
                return picture.copy() if picture.mode == "P" else picture.convert("RGB")
        except (OSError, SyntaxError) as error:
            raise ToolFailed(f"The picture {path.name} can't be read; export again.") from error
