"""Encode bands with x264: whole pictures, each coded independently."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING

from PIL import Image

from vsl.errors import ToolFailed
from vsl.export.quality import Quality
from vsl.export.video.planes import Planes, to_planes
from vsl.export.video.still_h264 import Band, ParameterSets

if TYPE_CHECKING:
    import av

RECIPE = 4  # increment when this code or that of planes gives other bytes for a picture
_BT_709 = 1  # primaries, transfer and matrix alike: H.264 tables E-3 to E-5
_LIMITED = 1  # FFmpeg's AVColorRange: 16..235
_I_PICTURE = 1  # FFmpeg's AVPictureType
_ANY_FPS = Fraction(30)
_MOST_ROWS_PX = 6000  # total height of the bands of idle encoders; opening one takes a millisecond
_PARAMETERS = (
    # required by hand-written repeats (see still_h264)
    "cabac=1:ref=1:bframes=0:weightp=0:slices=1:scenecut=0:no-deblock=1:force-cfr=1:"
    # no state across pictures: no look-ahead, and the requested quantiser in each of them
    "rc-lookahead=0:sync-lookahead=0:mbtree=0:ipratio=1:"
    # the smallest at equal fidelity, for letters on a plain background: short transforms for short
    # edges, one quantiser per picture, intra modes chosen by their transform
    "8x8dct=0:aq-mode=0:subme=2:deadzone-intra=8"
)
_REPEATED, _ALONE = ":keyint=250", ":keyint=1"  # pictures to which no other refers are smaller


def parameter_sets(size: tuple[int, int], fps: Fraction, quality: Quality) -> ParameterSets:
    """Return the parameter sets for pictures of ``size``; their level follows from ``fps``.

    Raises:
        ToolFailed: there is no such stream.
    """
    import av

    encoder = _encoder(size, fps, quality, _REPEATED)
    encoder.flags |= av.codec.context.Flags.global_header
    try:
        encoder.open()
    except (av.FFmpegError, ValueError) as error:
        width, height = size
        raise ToolFailed(f"Pictures of {width}x{height} can't be encoded: {error}") from error
    return ParameterSets.parse(encoder.extradata or b"")


class EncoderPool:
    """Open encoders for bands of one width, kept for reuse. Safe to use from many threads."""

    def __init__(self, width_px: int, quality: Quality, parameters: ParameterSets) -> None:
        self._width_px = width_px
        self._quality = quality
        self._parameters = parameters
        self._idle: list[_Encoder] = []  # most recently used last
        self._lock = Lock()

    def encode(self, strip: Image.Image) -> Band:
        """Return the encoded band of a strip of mode P or RGB.

        Raises:
            ToolFailed: the encoder refuses it.
        """
        import av

        try:
            encoder = self._take_encoder(strip.height)
            stream = encoder.encode_planes(to_planes(strip))
        except (av.FFmpegError, ValueError) as error:
            raise ToolFailed(f"A slide picture can't be encoded: {error}") from error
        self._keep(encoder)
        return Band.parse(stream, self._parameters)

    def _take_encoder(self, height_px: int) -> _Encoder:
        with self._lock:
            for encoder in reversed(self._idle):
                if encoder.height_px == height_px:
                    self._idle.remove(encoder)
                    return encoder
        size = self._width_px, height_px
        return _Encoder(_encoder(size, _ANY_FPS, self._quality, _ALONE), height_px)

    def _keep(self, encoder: _Encoder) -> None:
        with self._lock:
            self._idle.append(encoder)
            while sum(each.height_px for each in self._idle) > _MOST_ROWS_PX:
                self._idle.pop(0)


@dataclass(slots=True, eq=False)
class _Encoder:
    """An open encoder and the number of pictures it has encoded."""

    context: av.VideoCodecContext
    height_px: int
    count: int = 0

    def encode_planes(self, planes: Planes) -> bytes:
        import av

        frame = av.VideoFrame.from_numpy_buffer(planes, format="yuv420p")
        frame.pts = self.count
        frame.pict_type = _I_PICTURE
        self.count += 1
        return b"".join(bytes(packet) for packet in self.context.encode(frame))


def _encoder(
    size: tuple[int, int], fps: Fraction, quality: Quality, keyframes: str
) -> av.VideoCodecContext:
    import av

    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = size
    encoder.pix_fmt = "yuv420p"
    encoder.framerate, encoder.time_base = fps, 1 / fps
    encoder.color_primaries = encoder.color_trc = encoder.colorspace = _BT_709
    encoder.color_range = _LIMITED
    encoder.thread_count = 1
    encoder.options = {
        "preset": "superfast",  # slower ones gain nothing on letters with these parameters
        "tune": "stillimage",
        "qp": str(quality.quantiser),
        "forced-idr": "1",
        "x264-params": _PARAMETERS + keyframes,
    }
    return encoder
