"""Cut a recording's picture to a size and a constant rate, for layouts that show the speaker."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from vsl.basics.files import CacheFolder
from vsl.basics.jail import Allowance
from vsl.errors import BadInput
from vsl.media import sandbox
from vsl.model.project import MediaInfo
from vsl.progress import Progress

_VERSION = 2  # to be incremented when the output for a recording changes
_MOST_BYTES = 16 << 30
_MEMORY_BYTES = 6 << 30  # address space: a dozen 8K pictures in the decoder's threads
_CPU_S_A_SECOND = 12  # 4K in HEVC on slow cores takes about half of it


@dataclass(frozen=True, slots=True)
class FootageCache:
    """Picture tracks of recordings as H.264 in MP4 without sound, by content, size and rate."""

    cache: CacheFolder

    def footage(
        self,
        path: Path,
        info: MediaInfo,
        size: tuple[int, int],
        *,
        fps: Fraction,
        frames: int,
        progress: Progress,
    ) -> Path:
        """Return the path of an MP4 whose frame 0 is at media time zero.

        Args:
            size: width and height in pixels, even; the picture is cropped to this shape.
            frames: number of frames; the last picture is held where the recording's ends early.
        Raises:
            BadInput: the recording has no picture, or none that can be decoded.
        """
        if info.video is None:
            raise BadInput("The recording has no picture; show the speaker from a video only.")
        recipe = f"{info.timeline_key} {_VERSION} {size} {fps} {frames}"
        key = hashlib.sha256(recipe.encode()).hexdigest()
        if self.cache.find(key) is None:
            options = {
                "width_px": size[0],
                "height_px": size[1],
                "fps": str(fps),
                "frames": frames,
                "duration_ms": round(frames * 1000 / fps),
                "file_zero": info.sound_starts_ms > 0,
                "track": info.audio.track,
            }
            allowance = Allowance(
                cpu_s=900 + _CPU_S_A_SECOND * round(frames / fps),
                memory_bytes=_MEMORY_BYTES,
                output_bytes=_MOST_BYTES,
            )
            request = sandbox.ChildRequest("footage", options, allowance)
            with self.cache.writing(key) as target:
                sandbox.run(request, path, target, report=progress)
        progress(1.0)
        return self.cache.path(key)
