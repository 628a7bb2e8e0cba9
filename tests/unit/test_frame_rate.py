from __future__ import annotations

from fractions import Fraction

import pytest

from vsl.errors import BadInput
from vsl.export.frame_rate import parse_frame_rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("30", Fraction(30)),
        (" 25 ", Fraction(25)),
        ("29.97", Fraction(30000, 1001)),
        ("23.976", Fraction(24000, 1001)),
        ("30000/1001", Fraction(30000, 1001)),
        ("12.5", Fraction(25, 2)),
    ],
)
def test_frame_rates_are_read_exactly(text: str, rate: Fraction) -> None:
    assert parse_frame_rate(text) == rate


@pytest.mark.parametrize("text", ["", "fast", "1/0", "0", "-30", "121", "nan", "1e9"])
def test_what_is_no_frame_rate_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="frame"):
        parse_frame_rate(text)
