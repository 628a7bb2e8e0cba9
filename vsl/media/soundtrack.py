"""A recording's sound as a clean .m4a that exports put beside their pictures.

AAC is copied bit for bit where it can be, anything else encoded; the length in samples is that of
the recording's sound, and the first sample is time zero: sound that starts late stands behind
silence.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from vsl.basics.files import CacheFolder, atomic_path
from vsl.media import sandbox
from vsl.media.jail import Allowance
from vsl.model.project import MediaInfo
from vsl.progress import Progress

_MOST_BYTES = 4 << 30
_VERSION = 1  # changes whenever the same recording would give another soundtrack


@dataclass(frozen=True, slots=True)
class SoundtrackCache:
    """Soundtracks, by the content of the recordings they come from."""

    cache: CacheFolder

    def soundtrack(self, path: Path, info: MediaInfo, progress: Progress) -> Path:
        """The .m4a of the recording at ``path``.

        Raises:
            BadInput: nothing in it can be decoded.
        """
        key = hashlib.sha256(f"{info.timeline_key} {_VERSION}".encode()).hexdigest()
        if self.cache.find(key) is None:
            options = {
                "duration_ms": info.duration_ms,
                "file_zero": info.sound_starts_ms > 0,
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
    """Put the sound of a soundtrack under ``target`` as another format.

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
