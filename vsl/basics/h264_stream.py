"""The stream of an intermediate video: H.264 that is quick to write and is encoded again."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import av

BT_709, LIMITED, FULL = 1, 1, 2
_KEYFRAME_S = 2


def add_h264_stream(
    output: av.container.OutputContainer, size: tuple[int, int], fps: Fraction, *, crf: int
) -> Any:
    """Return a new stream of ``output``: 4:2:0, BT.709, limited range.

    Args:
        size: width and height in pixels.
        crf: x264's constant rate factor; lower is closer to the source.
    """
    options = {"preset": "ultrafast", "crf": str(crf)}
    stream = output.add_stream("libx264", rate=fps, options=options)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    codec = stream.codec_context
    codec.time_base = 1 / fps
    codec.gop_size = round(fps * _KEYFRAME_S)
    codec.color_primaries = codec.color_trc = codec.colorspace = BT_709
    codec.color_range = LIMITED
    return stream
