"""Pictures of slides → encoded pictures, each band made once, each picture kept.

A band is a strip of the picture with an encoding of its own, which depends on nothing but its
pixels and the recipe. That makes pictures cacheable, lets all cores work, and leaves little to do
where only a word changes its colour: the other bands are known already.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache

from PIL import Image

from vsl.disk import CacheFolder
from vsl.errors import ToolFailed
from vsl.export.band_memory import BandMemory
from vsl.export.picture_source import PictureSource
from vsl.export.quality import Quality
from vsl.export.still_h264 import Band, ParameterSets, StillPicture
from vsl.export.x264 import RECIPE, EncoderPool, parameter_sets
from vsl.model import Still

BAND_PX = 128  # whole macroblocks; thinner bands change less at once and are coded less tightly


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
        self._latest: dict[int, tuple[bytes, bytes, Band]] = {}  # at each place: mostly it stays
        self._recipe = f"{RECIPE} {quality} {BAND_PX} {_versions()} "

    def picture(self, still: Still) -> StillPicture:
        """The encoded picture of a still, out of the cache where it is there.

        Raises:
            ToolFailed: the picture can't be had, or encoded, or has another size.
        """
        key = hashlib.sha256((self._recipe + self._source.key(still)).encode()).hexdigest()
        with suppress(FileNotFoundError, EOFError):  # deleted meanwhile, or damaged
            if path := self._cache.find(key):
                return StillPicture.parse(path.read_bytes(), self.parameters)
        picture = self.encoded(self._source.image(still))
        # a cache that can't be written, or is emptied meanwhile, costs time and nothing else
        with suppress(OSError), self._cache.writing(key) as sibling:
            sibling.write_bytes(self.parameters.whole(picture, 0))
        return picture

    def encoded(self, image: Image.Image) -> StillPicture:
        """A picture of mode P or RGB, encoded.

        Raises:
            ToolFailed: it has another size.
        """
        if image.size != self.size:
            raise ToolFailed("The slide pictures of one video must all have the same size.")
        width, height = self.size
        colours = bytes(image.getpalette() or ()) if image.mode == "P" else b""
        bands = []
        for top in range(0, height, BAND_PX):
            strip = image.crop((0, top, width, min(top + BAND_PX, height)))
            bands.append(self._band(top, strip, colours))
        return StillPicture(tuple(bands))

    def _band(self, top: int, strip: Image.Image, colours: bytes) -> Band:
        pixels = strip.tobytes()
        if (latest := self._latest.get(top)) and latest[:2] == (colours, pixels):
            return latest[2]
        key = hashlib.sha256(f"{strip.mode}{strip.height} {len(colours)} ".encode())
        key.update(colours)
        key.update(pixels)
        band = self._memory.get(key.digest())
        if band is None:
            band = self._encoders.encoded(strip)
            self._memory.keep(key.digest(), band)
        self._latest[top] = colours, pixels, band
        return band


@lru_cache(maxsize=1)
def _versions() -> str:
    import av

    return f"{av.__version__} {av.library_versions}"
