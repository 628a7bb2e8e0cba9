"""Probe a recording: container, duration, sound and picture.

Takes a file's path, returns a MediaInfo. All bytes are read in a jailed child.
"""

from __future__ import annotations

import json
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from vsl.basics.files import file_sha256
from vsl.basics.jail import Allowance
from vsl.errors import BadInput
from vsl.media import sandbox
from vsl.media.limits import MediaLimits, check_limits, check_size
from vsl.model.project import AudioStream, MediaInfo, VideoStream

_ALLOWANCE = Allowance(cpu_s=120)  # to count hours of mp3, or to compare sound tracks


class Probe(Protocol):
    """Type of ``probe``."""

    def __call__(
        self, path: Path, /, *, sha256: str = "", track: int = 0, language: str = ""
    ) -> MediaInfo:
        """Return the properties of the recording at ``path``."""


def probe(
    path: Path,
    *,
    limits: MediaLimits = MediaLimits(),  # noqa: B008 frozen
    sha256: str = "",
    track: int = 0,
    language: str = "",
) -> MediaInfo:
    """Return the properties of the recording at ``path``.

    Args:
        sha256: hash of the file if already known, which saves reading all of it.
        track: number of the sound track to use, from 1; 0 for the one that holds the voice.
        language: that is spoken, as ISO 639-1, for the choice among tracks; empty if unknown.
    Raises:
        BadInput: it is no recording, damaged, or without sound, or has no such track.
        TooLarge: it exceeds one of ``limits``.
    """
    _check_file(path, limits)
    with tempfile.NamedTemporaryFile(prefix="vsl-probe-") as answer:
        target = Path(answer.name)
        options = {
            "track": track,
            "language": language,
            "max_duration_ms": limits.max_duration_ms,
        }
        request = sandbox.ChildRequest("probe", options, _ALLOWANCE)
        sandbox.run(request, path, target, report=_ignore)
        facts = json.loads(target.read_bytes())
    info = _media_info(facts, path, sha256)
    check_limits(info, facts["streams"], limits)
    return info


def describe_choice(info: MediaInfo) -> str:
    """Return which of several sound tracks is used, for the user; empty where there is one."""
    sound = info.audio
    if sound.tracks < 2:
        return ""
    return (
        f"The recording has {sound.tracks} sound tracks;"
        f" the voice is taken from track {sound.track}."
        " Another can be chosen among the options (Sound track, --track)."
    )


def _check_file(path: Path, limits: MediaLimits) -> None:
    if not path.is_file():
        raise BadInput(f"There is no file {path.name}. Give the path of a recording.")
    size_bytes = path.stat().st_size
    if size_bytes == 0:
        raise BadInput("The file is empty. Copy or export the recording again.")
    check_size(size_bytes, limits)


def _media_info(facts: dict[str, Any], path: Path, sha256: str) -> MediaInfo:
    video = facts["video"]
    return MediaInfo(
        sha256=sha256 or file_sha256(path),
        size_bytes=path.stat().st_size,
        format=facts["format"],
        duration_ms=facts["duration_ms"],
        audio=AudioStream(**facts["audio"]),
        video=video and VideoStream(**{**video, "frame_rate": Fraction(*video["frame_rate"])}),
        sound_starts_ms=facts["sound_starts_ms"],
    )


def _ignore(_share: float) -> None:
    return None
