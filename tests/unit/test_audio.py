"""How long samples last."""

from __future__ import annotations

import numpy as np
import pytest

from vsl.basics.audio import duration_ms


@pytest.mark.parametrize(("samples", "expected"), [(0, 0), (16_000, 1000), (23, 1), (25, 2)])
def test_a_duration_is_rounded_to_the_nearest_millisecond(samples: int, expected: int) -> None:
    assert duration_ms(np.zeros(samples, np.float32)) == expected
