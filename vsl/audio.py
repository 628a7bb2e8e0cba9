"""Audio as every engine hears it: samples, their rate, and how long they last."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

SAMPLE_RATE_HZ = 16_000  # what Whisper and PocketSphinx's models were trained on

Samples: TypeAlias = npt.NDArray[np.float32]
"""float32, shape (n_samples,), range -1..1, 16 kHz mono; may be a np.memmap."""


def duration_ms(samples: Samples) -> int:
    """How long the samples last, to the nearest millisecond."""
    return round(len(samples) * 1000 / SAMPLE_RATE_HZ)
