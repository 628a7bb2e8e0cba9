"""Check a recording against size limits before any work is done."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from vsl.basics.timecode import clock
from vsl.errors import BadInput, TooLarge
from vsl.model.project import MediaInfo

_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """The largest recording that is accepted."""

    max_size_bytes: int = 5 << 30
    max_duration_ms: int = 4 * _HOUR_MS
    max_pixels: int = 8192 * 4320  # 8K cinema, the largest picture cameras record
    max_streams: int = 64
    max_frame_rate: Fraction = Fraction(480)  # slow motion of phones and action cameras
    min_sample_rate_hz: int = 4000  # half of a telephone's
    max_sample_rate_hz: int = 384_000  # the highest rate that sound cards record


def check_size(size_bytes: int, limits: MediaLimits) -> None:
    """Raise an error for a file larger than ``limits`` allow.

    Raises:
        TooLarge: the message gives both sizes and the remedy.
    """
    if size_bytes > limits.max_size_bytes:
        raise TooLarge(
            f"The file has {_gigabytes(size_bytes)}; the limit is"
            f" {_gigabytes(limits.max_size_bytes)}."
            " Export it at a lower bit rate, or only its sound."
        )


def check_limits(info: MediaInfo, stream_count: int, limits: MediaLimits) -> None:
    """Raise an error for a recording that exceeds one of ``limits``.

    Raises:
        BadInput: the sound has too few samples a second to hold words.
        TooLarge: the message names the limit and the remedy.
    """
    check_size(info.size_bytes, limits)
    check_duration(info.duration_ms, limits)
    if stream_count > limits.max_streams:
        raise TooLarge(
            f"The recording has {stream_count} streams; the limit is {limits.max_streams}."
            " Export it with one sound track only."
        )
    if info.audio.sample_rate_hz < limits.min_sample_rate_hz:
        raise BadInput(
            f"The sound has {info.audio.sample_rate_hz} samples a second, too few for words;"
            f" the least is {limits.min_sample_rate_hz}. Export it at 48000."
        )
    if info.audio.sample_rate_hz > limits.max_sample_rate_hz:
        raise TooLarge(
            f"The sound has {info.audio.sample_rate_hz} samples a second; the limit is"
            f" {limits.max_sample_rate_hz}. Export it at 48000."
        )
    _check_picture(info, limits)


def check_duration(duration_ms: int, limits: MediaLimits) -> None:
    """Raise an error for sound longer than ``limits`` allow.

    Raises:
        TooLarge: the message gives both durations and the remedy.
    """
    if duration_ms > limits.max_duration_ms:
        raise TooLarge(
            f"The recording is {clock(duration_ms)} long; the limit is"
            f" {clock(limits.max_duration_ms)}. Cut it into shorter parts."
        )


def longer_than_it_says(limits: MediaLimits) -> str:
    """Return the message for sound that is longer than its container states, and than the limit."""
    return (
        f"The recording is longer than {clock(limits.max_duration_ms)}, though it says"
        " otherwise. Cut it into shorter parts."
    )


def _check_picture(info: MediaInfo, limits: MediaLimits) -> None:
    video = info.video
    if video is None:
        return
    if video.width_px * video.height_px > limits.max_pixels:
        raise TooLarge(
            f"The picture has {video.width_px}×{video.height_px} pixels; the limit is"
            f" {limits.max_pixels} in all. Export it at 1920×1080, or only its sound."
        )
    if video.frame_rate > limits.max_frame_rate:
        raise TooLarge(
            f"The picture has {float(video.frame_rate):g} frames a second; the limit is"
            f" {float(limits.max_frame_rate):g}. Export it at 60, or only its sound."
        )


def _gigabytes(size_bytes: int) -> str:
    return f"{size_bytes / (1 << 30):.1f} GB" if size_bytes >= 1 << 30 else f"{size_bytes} bytes"
