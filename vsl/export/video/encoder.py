"""Encode the pictures of slides band by band, and cache them.

A band is a strip of the picture, encoded independently of everything but its pixels and the recipe.
That makes pictures cacheable, uses all cores, and saves work where only a word changes its colour:
the other bands are those of the step before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache

from PIL import Image

from vsl.basics.files import CacheFolder
from vsl.errors import ToolFailed
from vsl.export.quality import Quality
from vsl.export.video.band_memory import BandMemory
from vsl.export.video.partition import BAND_PX, partition
from vsl.export.video.picture_file import pack_pictures, unpack_pictures
from vsl.export.video.picture_source import DrawnPicture, PictureSource, Rows
from vsl.export.video.still_h264 import Band, ParameterSets, StillPicture
from vsl.export.video.x264 import RECIPE, EncoderPool, parameter_sets
from vsl.model.project import Still

_PALETTE_BYTES = 768


class PictureEncoder:
    """Encodes slides as pictures of a stream. Safe to use from many threads.

    Args:
        source: of the pictures.
        fps: frames per second; the stream's level and timing fields depend on it, its pictures
            don't.
        cache: encoded pictures by the source's keys.
    """

    def __init__(
        self, source: PictureSource, fps: Fraction, quality: Quality, cache: CacheFolder
    ) -> None:
        self.size = source.size
        self.parameters: ParameterSets = parameter_sets(self.size, fps, quality)
        self._source = source
        self._cache = cache
        self._encoders = EncoderPool(self.size[0], quality, self.parameters)
        self._memory = BandMemory()
        self._recipe = f"{RECIPE} {quality} {BAND_PX} {_versions()}"

    def pictures(self, stills: Sequence[Still]) -> tuple[StillPicture, ...]:
        """Return the encoded pictures of a slide's steps, from the cache if they are there.

        Raises:
            ToolFailed: a picture can't be drawn or encoded, or has another size.
        """
        names = " ".join((self._recipe, *map(self._source.key, stills)))
        key = hashlib.sha256(names.encode()).hexdigest()
        with suppress(FileNotFoundError, EOFError):  # deleted in the meantime, or damaged
            if path := self._cache.find(key):
                return unpack_pictures(path.read_bytes())
        pictures = tuple(self._encode_stills(stills))
        # a cache that can't be written, or is emptied meanwhile, only costs time
        with suppress(OSError), self._cache.writing(key) as sibling:
            sibling.write_bytes(pack_pictures(pictures))
        return pictures

    def _encode_stills(self, stills: Sequence[Still]) -> Iterator[StillPicture]:
        drawing, height = self._drawing(stills[0]), self.size[1]
        parts = partition(drawing.lines, height, has_steps=len(stills) > 1)
        bands = {rows: self._band(drawing.strip(*rows)) for rows in parts}
        yield StillPicture(tuple(bands.values()))
        for still in stills[1:]:
            before, drawing = drawing, self._drawing(still)
            changed = drawing.changed_rows(before)
            # a source that knows what changed leaves few bands to look up
            band = self._band if (0, height) in changed else self._encoders.encode
            for rows in parts:
                if _touches(rows, changed):
                    bands[rows] = band(drawing.strip(*rows))
            yield StillPicture(tuple(bands.values()))

    def _drawing(self, still: Still) -> DrawnPicture:
        drawing = self._source.drawing(still)
        if drawing.size != self.size:
            raise ToolFailed("The slide pictures of one video must all have the same size.")
        return drawing

    def _band(self, strip: Image.Image) -> Band:
        key = _digest(strip)
        band = self._memory.get(key)
        if band is None:
            band = self._encoders.encode(strip)
            self._memory.keep(key, band)
        return band


def _digest(strip: Image.Image) -> bytes:
    """Return a digest that is unique to a strip among those of its width."""
    colours = bytes(strip.getpalette() or ()) if strip.mode == "P" else b""
    digest = hashlib.sha256(f"{strip.mode}{strip.height} ".encode())
    if colours and not strip.getbbox():  # background only, as most of a slide is
        digest.update(colours[:3])
    else:
        digest.update(colours.ljust(_PALETTE_BYTES))
        digest.update(strip.tobytes())
    return digest.digest()


def _touches(rows: Rows, changed: Sequence[Rows]) -> bool:
    return any(top < rows[1] and bottom > rows[0] for top, bottom in changed)


@lru_cache(maxsize=1)
def _versions() -> str:
    import av

    return f"{av.__version__} {av.library_versions}"
