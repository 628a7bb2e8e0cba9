"""Fit decoded frames to a size in BT.709: the filters, and what they are chosen by.

Takes frames as decoders give them: turned, mirrored, interlaced, with pixels that are not square,
in any range, matrix and transfer, with alpha. Gives upright yuv420p of limited range. Runs in the
jailed child only.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import av
import av.sidedata.sidedata  # PyAV would import this module late, after the jail is locked
from av.filter import Graph
from av.sidedata.sidedata import Type
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from vsl.media.child.colour_cube import hald_picture, needs_cube
from vsl.media.child.orientation import UPRIGHT, Orientation, orientation_of

_MATRIX_BYTES = 36
_SIDEWAYS = (90, 270)
_TURNS = {90: ("clock",), 180: ("clock", "clock"), 270: ("cclock",)}  # clockwise
# ITU-T H.273 table 4 → FFmpeg's names
_MATRICES = {
    1: "bt709",
    4: "fcc",
    5: "bt601",
    6: "bt601",
    7: "smpte240m",
    9: "bt2020",
    10: "bt2020",
}
_WITH_ALPHA = ("yuva", "rgba", "bgra", "argb", "abgr", "gbrap", "ya")  # pixel formats
_FULL = 2  # FFmpeg's colour range of all values
_WIDEST_SD, _HIGHEST_SD = 1024, 576  # pictures within are BT.601 where nothing says otherwise
_CLOCK = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class FrameLook:
    """What the filters of a frame depend on; frames that look alike share them."""

    width_px: int
    height_px: int
    pixel_format: str
    orientation: Orientation
    matrix: str  # FFmpeg's name; empty for RGB
    is_full_range: bool
    transfer: int  # H.273
    primaries: int  # H.273
    is_interlaced: bool

    @classmethod
    def of(cls, frame: VideoFrame) -> FrameLook:
        """Return the look of a frame."""
        return cls(
            frame.width,
            frame.height,
            frame.format.name,
            _orientation_of(frame),
            "" if frame.format.is_rgb else _matrix_of(frame),
            int(frame.color_range) == _FULL or frame.format.name.startswith("yuvj"),
            int(frame.color_trc),
            int(frame.color_primaries),
            bool(frame.interlaced_frame),
        )

    @property
    def has_alpha(self) -> bool:
        """Whether parts of the picture are transparent."""
        return self.pixel_format.startswith(_WITH_ALPHA)


def _orientation_of(frame: VideoFrame) -> Orientation:
    matrix = bytes(cast(Any, frame.side_data).get(Type.DISPLAYMATRIX) or b"")
    is_whole = len(matrix) == _MATRIX_BYTES
    return orientation_of(struct.unpack("=9i", matrix)) if is_whole else UPRIGHT


def _matrix_of(frame: VideoFrame) -> str:
    is_sd = frame.width <= _WIDEST_SD and frame.height <= _HIGHEST_SD
    return _MATRICES.get(int(frame.colorspace), "bt601" if is_sd else "bt709")


class Fitter:
    """Turns frames of one look upright and fits them to a size, cropped where the shape differs."""

    def __init__(self, look: FrameLook, size: tuple[int, int], pixel_shape: Fraction) -> None:
        self._graph, self._pushed = Graph(), 0
        self._tables: list[tuple[Any, VideoFrame]] = []
        self._repeats = 2 if look.is_interlaced else 1  # the deinterlacer is one picture behind
        self._source = self._graph.add_buffer(
            width=look.width_px,
            height=look.height_px,
            format=VideoFormat(look.pixel_format),
            time_base=_CLOCK,
        )
        straight = [self._graph.add(*each) for each in _straighten(look)]
        sized = [self._graph.add(*each) for each in _fit(look, size, pixel_shape)]
        coloured = self._map_colours(look) if needs_cube(look.transfer, look.primaries) else []
        limited = self._graph.add("scale", "out_color_matrix=bt709:out_range=tv")
        self._sink = self._graph.add("buffersink")
        nodes = [self._source, *straight, *sized, *coloured, limited]
        self._graph.link_nodes(*nodes, self._graph.add("format", "yuv420p"), self._sink).configure()
        for source, table in self._tables:
            table.pts, table.time_base = 0, _CLOCK
            source.push(table)
            source.push(None)

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        """Return ``frame``, fitted; it has no time."""
        for _ in range(self._repeats):
            frame.pts, frame.time_base = self._pushed, _CLOCK
            self._pushed += 1
            self._source.push(frame)
        fitted = cast(VideoFrame, self._sink.pull())
        with suppress(av.error.BlockingIOError):
            while True:
                fitted = cast(VideoFrame, self._sink.pull())
        fitted.pts = None
        return fitted

    def _map_colours(self, look: FrameLook) -> list[Any]:
        """Return the filters that map colours to BT.709, their table at the second pad."""
        hald = hald_picture(look.transfer, look.primaries)
        table = VideoFrame.from_ndarray(hald, format="rgb48le")
        source = self._graph.add_buffer(
            width=table.width, height=table.height, format=table.format, time_base=_CLOCK
        )
        mapping = self._graph.add("haldclut", "interp=tetrahedral")
        source.link_to(mapping, 0, 1)
        self._tables.append((source, table))
        return [self._graph.add("format", "rgb48le"), mapping]


def _straighten(look: FrameLook) -> Iterator[tuple[str, ...]]:
    """Yield the filters, with their arguments, that give whole upright pictures without alpha."""
    if look.is_interlaced:
        yield "estdif", "mode=frame"
    if look.has_alpha:
        yield "premultiply", "inplace=1"  # what is transparent is black, as in players
    if look.orientation.is_mirrored:
        yield ("hflip",)
    yield from (("transpose", turn) for turn in _TURNS.get(look.orientation.rotation_deg, ()))


def _fit(
    look: FrameLook, size: tuple[int, int], pixel_shape: Fraction
) -> Iterator[tuple[str, ...]]:
    """Yield the filters, with their arguments, that give upright pictures a size."""
    width, height = _covering(shown_size(look, pixel_shape), size)
    source = f"in_color_matrix={look.matrix}:" if look.matrix else ""
    source += f"in_range={'pc' if look.is_full_range else 'tv'}" if look.matrix else "in_range=pc"
    same = "out_color_matrix=bt709:out_range=tv:" if look.matrix else ""
    yield "scale", f"{width}:{height}:{source}:{same}flags=bicubic+accurate_rnd"
    yield "crop", "{}:{}".format(*size)
    yield "setsar", "1"


def _covering(shown: tuple[Fraction, Fraction], size: tuple[int, int]) -> tuple[int, int]:
    """Return the sides of a picture of the shape ``shown`` that just covers ``size``."""
    scale = max(Fraction(side, 1) / own for side, own in zip(size, shown, strict=True))
    width, height = (max(side, round(own * scale)) for side, own in zip(size, shown, strict=True))
    return width, height


def shown_size(look: FrameLook, pixel_shape: Fraction) -> tuple[Fraction, Fraction]:
    """Return the width and height of an upright picture, in pixels that are square."""
    sides = look.width_px * pixel_shape, Fraction(look.height_px)
    return sides[::-1] if look.orientation.rotation_deg in _SIDEWAYS else sides
