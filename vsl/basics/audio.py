"""Audio as every engine hears it: samples, their rate, and how long they last."""

from __future__ import annotations

import mmap
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

SAMPLE_RATE_HZ = 16_000  # what Whisper and PocketSphinx's models were trained on

Samples: TypeAlias = npt.NDArray[np.float32]
"""float32, shape (n_samples,), range -1..1, 16 kHz mono; may be a np.memmap."""


def duration_ms(samples: Samples) -> int:
    """How long the samples last, to the nearest millisecond."""
    return round(len(samples) * 1000 / SAMPLE_RATE_HZ)


def let_go(samples: Samples) -> None:
    """Give back the memory of a mapped recording; what is needed again is read again.

    Pages of a mapped file count as the process's own until somebody lets go of them (madvise(2)).
    What may have been written to is kept.
    """
    owner: object = samples
    while isinstance(owner, np.ndarray):
        owner = owner.base
    if isinstance(owner, mmap.mmap) and not samples.flags.writeable:
        owner.madvise(mmap.MADV_DONTNEED)
