"""Pictures of slides → encoded pictures, each band made once, each slide kept.

A band is a strip of the picture with an encoding of its own, which depends on nothing but its
pixels and the recipe. That makes pictures cacheable, lets all cores work, and leaves little to do
where only a word changes its colour: the other bands are those of the step before.
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
    """Slides as encoded pictures of a stream. Safe under many threads.

    Args:
        source: of the pictures.
        fps: frames a second; the stream's level and timing fields depend on it, its pictures don't.
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
        """The encoded pictures of a slide's steps, out of the cache where they are there.

        Raises:
            ToolFailed: a picture can't be had, or encoded, or has another size.
        """
        names = " ".join((self._recipe, *map(self._source.key, stills)))
        key = hashlib.sha256(names.encode()).hexdigest()
        with suppress(FileNotFoundError, EOFError):  # deleted meanwhile, or damaged
            if path := self._cache.find(key):
                return unpack_pictures(path.read_bytes())
        found = tuple(self._encode_stills(stills))
        # a cache that can't be written, or is emptied meanwhile, costs time and nothing else
        with suppress(OSError), self._cache.writing(key) as sibling:
            sibling.write_bytes(pack_pictures(found))
        return found

    def _encode_stills(self, stills: Sequence[Still]) -> Iterator[StillPicture]:
        drawing, height = self._drawing(stills[0]), self.size[1]
        parts = partition(drawing.lines, height, has_steps=len(stills) > 1)
        bands = {rows: self._band(drawing.strip(*rows)) for rows in parts}
        yield StillPicture(tuple(bands.values()))
        for still in stills[1:]:
            before, drawing = drawing, self._drawing(still)
            changed = drawing.changed_rows(before)
            # who knows what changed leaves little that was met before
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
    """What tells a strip from all others of its width."""
    colours = bytes(strip.getpalette() or ()) if strip.mode == "P" else b""
    digest = hashlib.sha256(f"{strip.mode}{strip.height} ".encode())
    if colours and not strip.getbbox():  # bare ground, as most of a slide is
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
