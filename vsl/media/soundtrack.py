"""Write a recording's sound as a clean .m4a for exports.

AAC is copied bit for bit where possible, anything else is encoded. The length in samples is that of
the recording's sound; the first sample is media time zero, so sound that starts late follows
silence.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from vsl.basics.files import CacheFolder, atomic_path
from vsl.basics.jail import Allowance
from vsl.media import sandbox
from vsl.model.project import MediaInfo
from vsl.progress import Progress

_MOST_BYTES = 4 << 30
_VERSION = 1  # to be incremented when the output for a recording changes


@dataclass(frozen=True, slots=True)
class SoundtrackCache:
    """Soundtracks, by the content of their recordings."""

    cache: CacheFolder

    def soundtrack(self, path: Path, info: MediaInfo, progress: Progress) -> Path:
        """Return the path of the .m4a of the recording at ``path``.

        Raises:
            BadInput: nothing in it can be decoded.
        """
        key = hashlib.sha256(f"{info.timeline_key} {_VERSION}".encode()).hexdigest()
        if self.cache.find(key) is None:
            options = {
                "duration_ms": info.duration_ms,
                "file_zero": info.sound_starts_ms > 0,
                "track": info.audio.track,
            }
            request = sandbox.ChildRequest(
                "soundtrack", options, Allowance(output_bytes=_MOST_BYTES)
            )
            with self.cache.writing(key) as target:
                sandbox.run(request, path, target, report=progress)
        progress(1.0)
        return self.cache.path(key)


def encode_sound(
    soundtrack: Path, target: Path, sound: str, *, duration_ms: int, progress: Progress
) -> None:
    """Convert a soundtrack to another format and write it to ``target``.

    Args:
        sound: wav or mp3.
    Raises:
        BadInput: nothing in it can be decoded.
    """
    options = {"duration_ms": duration_ms, "sound": sound}
    request = sandbox.ChildRequest("encode", options, Allowance(output_bytes=_MOST_BYTES))
    with atomic_path(target) as sibling:
        sandbox.run(request, soundtrack, sibling, report=progress)
    progress(1.0)
