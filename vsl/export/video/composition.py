"""Compose whole videos in one pass of ffmpeg: the speaker over slides, captions over a video.

Every frame of these moves, so nothing can be copied; one filter graph decodes, overlays and
encodes. The result has no sound: ``with_sound`` adds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageDraw

from vsl.export import ffmpeg
from vsl.model.appearance import Speaker
from vsl.progress import Progress

_KEYFRAME_S = 2
_WIDEST = 16 / 9  # of what cameras record
_FINER = 4  # the round mask is drawn that much larger, for smooth edges
_LIMITED_BT_709 = (
    *("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"),
    *("-color_range", "tv", "-pix_fmt", "yuv420p"),
)


@dataclass(frozen=True, slots=True)
class SpeakerPlace:
    """The rectangle of the speaker on the canvas, in pixels; all even."""

    x: int
    y: int
    width: int
    height: int


def place_of(
    speaker: Speaker, source: tuple[int, int], room: tuple[int, int, int, int], *, height_px: int
) -> SpeakerPlace:
    """The corner of a room that the speaker fills.

    Args:
        source: width and height of the recording's picture, upright. A circle is cut out of its
            middle, a rectangle keeps its shape, and is lower where it would be wider than 16:9.
        room: left, top, right and bottom of where the speaker may stand, in even pixels.
        height_px: of the speaker.
    """
    left, top, right, bottom = room
    width = height = _even(height_px)
    if speaker.shape != "circle":
        widest = min(_even(height_px * _WIDEST), right - left)
        width = min(_even(height_px * source[0] / source[1]), widest)
        height = min(height, _even(width * source[1] / source[0]))
    vertical, _, horizontal = speaker.corner.partition("-")
    return SpeakerPlace(
        x=left if horizontal == "left" else right - width,
        y=top if vertical == "top" else bottom - height,
        width=width,
        height=height,
    )


def add_speaker(
    slides: Path,
    footage: Path,
    target: Path,
    *,
    place: SpeakerPlace,
    shape: str,
    seen: Sequence[tuple[int, int]],
    lead_frames: int = 0,
    fps: Fraction,
    frames: int,
    progress: Progress,
) -> None:
    """Write the slides with the speaker over them to ``target``.

    Args:
        footage: as large as ``place``, at the frame rate of the slides.
        shape: ``circle`` or ``rectangle``.
        seen: first frames of the spans in which the speaker shows, and the frames after them.
        lead_frames: number of frames of the slides before the first of the footage.
    Raises:
        ToolFailed: a file can't be read or written.
    """
    mask = target.with_name(f"{target.stem}.mask.png")
    _draw_mask(place, shape, mask)
    shown = "+".join(f"between(n,{first},{after - 1})" for first, after in seen) or "0"
    graph = (
        f"[1:v]setpts=PTS+{float(lead_frames / fps):.6f}/TB[footage];"
        f"[footage][2:v]alphamerge[speaker];"
        f"[0:v][speaker]overlay={place.x}:{place.y}:format=yuv420:enable='{shown}'[out]"
    )
    inputs = ("-i", slides, "-i", footage, "-loop", "1", "-r", str(fps), "-i", mask)
    try:
        _compose(inputs, graph, target, fps, frames, progress)
    finally:
        mask.unlink(missing_ok=True)


def add_captions(
    footage: Path,
    captions: Sequence[tuple[Path, int]],
    target: Path,
    *,
    lead_frames: int = 0,
    fps: Fraction,
    frames: int,
    progress: Progress,
) -> None:
    """Write a video with pictures over it to ``target``.

    Args:
        footage: of the canvas's size, at the rate ``fps``.
        captions: transparent PNG files of the canvas's size and their numbers of frames; without
            gaps from frame 0 on.
        lead_frames: number of frames before the first of the footage, which is held.
    Raises:
        ToolFailed: a file can't be read or written.
    """
    listing = target.with_name(f"{target.stem}.captions.ffconcat")
    rows = [
        f"file {_concat_entry(path)}\nduration {float(count / fps):.6f}\n"
        for path, count in captions
    ]
    listing.write_text("ffconcat version 1.0\n" + "".join(rows), "utf-8")
    inputs = ("-i", footage, "-f", "concat", "-safe", "0", "-i", listing)
    hold = f"start_mode=clone:start={lead_frames}:stop_mode=clone:stop=-1"
    graph = f"[0:v]tpad={hold}[footage];[footage][1:v]overlay=0:0:format=yuv420[out]"
    try:
        _compose(inputs, graph, target, fps, frames, progress)
    finally:
        listing.unlink(missing_ok=True)


def with_sound(
    picture: Path,
    sound: Path,
    target: Path,
    duration_s: float,
    progress: Progress,
    *,
    cover: Path | None = None,
) -> None:
    """Write a video and a soundtrack, both copied unchanged, to ``target``.

    Args:
        cover: a JPEG that stands for the file where it is not played.
    Raises:
        ToolFailed: a file can't be read or written.
    """
    scale = ("-movie_timescale", "48000")  # in which the sound's length is told
    inputs = ["-i", picture, "-i", sound, *(("-i", cover) if cover else ())]
    covered = ("-map", "2:v", "-disposition:v:1", "attached_pic") if cover else ()
    ffmpeg.run(
        [
            *(*inputs, "-map", "0:v", "-map", "1:a", *covered, "-c", "copy"),
            *("-movflags", "+faststart", *scale, "-fflags", "+bitexact", "-f", "mp4", target),
        ],
        duration_s,
        progress,
    )


def _concat_entry(path: Path) -> str:
    """Return ``path`` quoted for ffmpeg's lists.

    It is absolute, since relative ones start from the list's folder.
    Source: https://ffmpeg.org/ffmpeg-utils.html#Quoting-and-escaping
    """
    quoted = str(path.absolute()).replace("'", r"'\''")
    return f"'{quoted}'"


def _compose(
    inputs: Sequence[str | Path],
    graph: str,
    target: Path,
    fps: Fraction,
    frames: int,
    progress: Progress,
) -> None:
    ffmpeg.run(
        [
            *inputs,
            *("-filter_complex", graph, "-map", "[out]", "-an"),
            *("-frames:v", str(frames), "-r", str(fps), "-g", str(round(fps * _KEYFRAME_S))),
            *ffmpeg.encoding(),
            *_LIMITED_BT_709,
            *("-fflags", "+bitexact", "-f", "mp4", target),
        ],
        float(frames / fps),
        progress,
    )


def _draw_mask(place: SpeakerPlace, shape: str, target: Path) -> None:
    """Draw the mask, white where the speaker shows."""
    if shape == "circle":
        mask = Image.new("L", (place.width * _FINER, place.height * _FINER), 0)
        ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), fill=255)
        mask = mask.resize((place.width, place.height), Image.Resampling.LANCZOS)
    else:
        mask = Image.new("L", (place.width, place.height), 255)
    mask.save(target)


def _even(number: float) -> int:
    return max(2, round(number / 2) * 2)
