"""Limits: what is just allowed, and how a refusal reads."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from vsl.errors import BadInput, TooLarge
from vsl.media.limits import MediaLimits, check_limits
from vsl.model.project import AudioStream, MediaInfo, VideoStream

LIMITS = MediaLimits()
AT_THE_LIMIT = MediaInfo(
    sha256="0" * 64,
    size_bytes=LIMITS.max_size_bytes,
    format="mp4",
    duration_ms=LIMITS.max_duration_ms,
    audio=AudioStream("aac", LIMITS.max_sample_rate_hz, 2),
    video=VideoStream("h264", 8192, 4320, LIMITS.max_frame_rate),
)


def test_a_recording_at_every_limit_is_taken() -> None:
    check_limits(AT_THE_LIMIT, LIMITS.max_streams, LIMITS)
    check_limits(replace(AT_THE_LIMIT, video=None), 1, LIMITS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"size_bytes": 6 << 30}, r"has 6\.0 GB; the limit is 5\.0 GB\. Export"),
        ({"duration_ms": 4 * 3_600_000 + 1000}, r"4:00:01 long; .*limit is 4:00:00\. Cut"),
        ({"audio": AudioStream("pcm", 768_000, 2)}, r"768000 .*limit is 384000\. Export"),
        ({"video": VideoStream("png", 16_000, 16_000, Fraction(25))}, "16000×16000 .*Export"),
        ({"video": VideoStream("png", 64, 64, Fraction(1000))}, "1000 frames .*480. Export"),
    ],
)
def test_a_refusal_names_the_limit_and_the_cure(change: dict[str, object], said: str) -> None:
    with pytest.raises(TooLarge, match=said):
        check_limits(replace(AT_THE_LIMIT, **change), 1, LIMITS)


def test_too_many_streams_are_refused() -> None:
    with pytest.raises(TooLarge, match="65 streams; the limit is 64"):
        check_limits(AT_THE_LIMIT, 65, LIMITS)


def test_sound_that_can_hold_no_words_is_refused() -> None:
    lowest = LIMITS.min_sample_rate_hz
    check_limits(replace(AT_THE_LIMIT, audio=AudioStream("pcm", lowest, 1)), 1, LIMITS)
    for rate_hz in (1, lowest - 1):
        with pytest.raises(BadInput, match=f"{rate_hz} samples a second, too few .*Export"):
            check_limits(replace(AT_THE_LIMIT, audio=AudioStream("pcm", rate_hz, 1)), 1, LIMITS)
