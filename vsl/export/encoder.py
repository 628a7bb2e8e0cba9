"""PNG files of slides → encoded pictures, each made once and kept.

Every picture has an encoder run of its own, so its bytes depend on nothing but the PNG and the
recipe: that makes them cacheable, and lets all cores work, one thread a picture.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from vsl.disk import CacheFolder
from vsl.errors import ToolFailed
from vsl.export.still_h264 import StillPicture

if TYPE_CHECKING:
    import av

_RECIPE = 1  # raise it when the code below gives other bytes for the same picture
_BT_709 = 1  # primaries, transfer and matrix alike: H.264 tables E-3 to E-5
_LIMITED, _FULL = 1, 2  # FFmpeg's AVColorRange: 16..235 in video, 0..255 in a PNG
_OPTIONS = {
    # against slower presets: 2 to 4 times as fast, slides of the same size and quality
    "preset": "superfast",
    "tune": "stillimage",
    "crf": "16",  # 58 dB, three kilobytes a slide more than 20
    # what hand-written repeats need (see still_h264), and no state across pictures
    "x264-params": (
        "cabac=0:ref=1:bframes=0:weightp=0:slices=1:keyint=250:scenecut=0:"
        "rc-lookahead=0:sync-lookahead=0:mbtree=0:force-cfr=1"
    ),
}


@dataclass(frozen=True, slots=True)
class PictureEncoder:
    """Slides as IDR pictures of a stream with ``fps`` frames a second. Safe under many threads."""

    fps: Fraction  # the stream's level and timing fields depend on it
    cache: CacheFolder

    def picture(self, png: Path) -> StillPicture:
        """The encoded slide, out of the cache where it is there.

        Raises:
            ToolFailed: the file is gone, or no picture that can be encoded.
        """
        try:
            content = png.read_bytes()
        except OSError as error:
            raise ToolFailed(
                f"The slide picture {png.name} can't be read; export again."
            ) from error
        key = self._key(content)
        with suppress(FileNotFoundError):  # a clean-up may delete what was found
            if path := self.cache.find(key):
                return StillPicture.parse(path.read_bytes())
        stream = self._encoded(content, png.name)
        # a cache that can't be written, or is emptied meanwhile, costs time and nothing else
        with suppress(OSError), self.cache.writing(key) as sibling:
            sibling.write_bytes(stream)
        return StillPicture.parse(stream)

    def _key(self, content: bytes) -> str:
        import av

        recipe = f"{_RECIPE} {av.__version__} {av.library_versions} {_OPTIONS} {self.fps}"
        return hashlib.sha256(recipe.encode() + content).hexdigest()

    def _encoded(self, content: bytes, name: str) -> bytes:
        import av

        try:
            frame = _video_frame(content)
            encoder = self._open_encoder(frame)
            packets = [*encoder.encode(frame), *encoder.encode(None)]
        except (av.FFmpegError, ValueError, IndexError) as error:
            raise ToolFailed(f"The slide picture {name} can't be encoded: {error}") from error
        return b"".join(bytes(packet) for packet in packets)

    def _open_encoder(self, frame: av.VideoFrame) -> av.VideoCodecContext:
        import av

        encoder = av.CodecContext.create("libx264", "w")
        encoder.width, encoder.height = frame.width, frame.height
        encoder.pix_fmt = frame.format.name
        encoder.framerate, encoder.time_base = self.fps, 1 / self.fps
        encoder.color_primaries = encoder.color_trc = encoder.colorspace = _BT_709
        encoder.color_range = _LIMITED
        encoder.thread_count = 1
        encoder.options = dict(_OPTIONS)
        return encoder


def _video_frame(png: bytes) -> av.VideoFrame:
    """The picture in the colours of video: 4:2:0, BT.709, limited range."""
    import av
    from av.video.reformatter import Interpolation

    decoder = av.CodecContext.create("png", "r")
    decoder.thread_count = 1
    frame = decoder.decode(av.Packet(png))[0].reformat(
        format="yuv420p",
        src_colorspace=_BT_709,
        dst_colorspace=_BT_709,
        src_color_range=_FULL,
        dst_color_range=_LIMITED,
        # else every second column has no say in the colour of coloured letters' edges
        interpolation=Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INP,
        threads=1,
    )
    frame.pts = 0
    return frame
