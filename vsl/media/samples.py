"""A recording's sound as samples for recognisers, decoded once per content.

samples: float32, shape (n_samples,), range -1..1, 16 kHz mono, on disk and mapped into memory, so
that memory stays flat however long the recording is. Sample index over rate is media time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from vsl.basics.audio import SAMPLE_RATE_HZ
from vsl.basics.files import CacheFolder
from vsl.media import sandbox
from vsl.media.jail import Allowance
from vsl.media.limits import MediaLimits, longer_than_it_says
from vsl.model.project import MediaInfo
from vsl.progress import Progress

_SAMPLE_BYTES = 4
_SLACK_MS = 1000  # the container's length was within the limit, decoding may round it up
_VERSION = 1  # changes whenever the same recording would give other samples


@dataclass(frozen=True, slots=True)
class SampleCache:
    """Decoded recordings, by the content of their files."""

    cache: CacheFolder
    limits: MediaLimits = field(default_factory=MediaLimits)

    def samples(self, path: Path, info: MediaInfo, progress: Progress) -> np.memmap:
        """The samples of the recording at ``path``, read-only; others who ask meanwhile wait.

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
            _map_samples(target)  # or it is not kept

    def _request(self, info: MediaInfo) -> sandbox.ChildRequest:
        most_ms = self.limits.max_duration_ms + _SLACK_MS
        most = most_ms * SAMPLE_RATE_HZ // 1000
        return sandbox.ChildRequest(
            "samples",
            {
                "duration_ms": info.duration_ms,
                "file_zero": info.sound_starts_ms > 0,
                "rate_hz": SAMPLE_RATE_HZ,
                "max_samples": most,
                "too_long": longer_than_it_says(self.limits),
            },
            Allowance(output_bytes=(most + SAMPLE_RATE_HZ) * _SAMPLE_BYTES),
        )


def _map_samples(path: Path) -> np.memmap:
    return np.memmap(path, np.float32, mode="r")
