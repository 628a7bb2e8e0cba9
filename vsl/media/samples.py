"""Decode a recording's sound to samples for recognisers, once per content.

samples: float32, shape (n_samples,), range -1..1, 16 kHz mono, memory-mapped from disk, so that
memory use does not grow with the recording. Sample index over rate is media time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from vsl.basics.audio import SAMPLE_RATE_HZ
from vsl.basics.files import CacheFolder
from vsl.basics.jail import Allowance
from vsl.media import sandbox
from vsl.media.limits import MediaLimits, longer_than_it_says
from vsl.model.project import MediaInfo
from vsl.progress import Progress

_SAMPLE_BYTES = 4
_SLACK_MS = 1000  # decoding may round up a duration that was within the limit
_VERSION = 2  # to be incremented when the output for a recording changes


@dataclass(frozen=True, slots=True)
class SampleCache:
    """Decoded recordings, by the content of their files."""

    cache: CacheFolder
    limits: MediaLimits = field(default_factory=MediaLimits)

    def samples(self, path: Path, info: MediaInfo, progress: Progress) -> np.memmap:
        """Return the samples of the recording at ``path``, read-only.

        Concurrent calls for one recording wait for the first to decode it.

        Raises:
            BadInput: nothing in it can be decoded.
            TooLarge: it turns out longer than the limits allow.
        """
        key = hashlib.sha256(f"{info.timeline_key} {_VERSION}".encode()).hexdigest()
        if self.cache.find(key) is None:
            with self.cache.alone(key):
                if not self.cache.path(key).exists():
                    self._decode(key, path, info, progress)
        samples = _map_samples(self.cache.path(key))
        progress(1.0)
        return samples

    def _decode(self, key: str, path: Path, info: MediaInfo, progress: Progress) -> None:
        with self.cache.writing(key) as target:
            sandbox.run(self._request(info), path, target, report=progress)
            _map_samples(target)  # an empty file raises here and is not cached

    def _request(self, info: MediaInfo) -> sandbox.ChildRequest:
        max_duration_ms = self.limits.max_duration_ms + _SLACK_MS
        max_samples = max_duration_ms * SAMPLE_RATE_HZ // 1000
        return sandbox.ChildRequest(
            "samples",
            {
                "duration_ms": info.duration_ms,
                "file_zero": info.sound_starts_ms > 0,
                "track": info.audio.track,
                "rate_hz": SAMPLE_RATE_HZ,
                "max_samples": max_samples,
                "too_long": longer_than_it_says(self.limits),
            },
            Allowance(output_bytes=(max_samples + SAMPLE_RATE_HZ) * _SAMPLE_BYTES),
        )


def _map_samples(path: Path) -> np.memmap:
    return np.memmap(path, np.float32, mode="r")
