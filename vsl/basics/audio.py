"""Audio samples as engines take them: their type, rate and duration."""

from __future__ import annotations

import mmap
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

SAMPLE_RATE_HZ = 16_000  # of the training data of Whisper and PocketSphinx models

Samples: TypeAlias = npt.NDArray[np.float32]
"""float32, shape (n_samples,), range -1..1, 16 kHz mono; may be a np.memmap."""


def duration_ms(samples: Samples) -> int:
    """Return the duration of the samples, to the nearest millisecond."""
    return round(len(samples) * 1000 / SAMPLE_RATE_HZ)


def release_pages(samples: Samples) -> None:
    """Release the memory of a memory-mapped recording; needed pages are read again from disk.

    Pages of a mapped file count as the process's own until they are released (madvise(2)). Writable
    arrays are kept.
    """
    owner: object = samples
    while isinstance(owner, np.ndarray):
        owner = owner.base
    if isinstance(owner, mmap.mmap) and not samples.flags.writeable:
        owner.madvise(mmap.MADV_DONTNEED)
