"""Parse frame rates exactly."""

from __future__ import annotations

from fractions import Fraction

from vsl.errors import BadInput

LOWEST, HIGHEST = Fraction(1), Fraction(120)
# NTSC rates, usually written with two or three decimals (SMPTE ST 170: 30·1000/1001).
_ROUNDED = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "59.94": Fraction(60000, 1001),
}


def parse_frame_rate(text: str) -> Fraction:
    """Return the frames per second that ``30``, ``29.97``, ``12.5`` or ``30000/1001`` stand for.

    Raises:
        BadInput: it is no number, or outside 1 to 120.
    """
    text = text.strip()
    try:
        rate = _ROUNDED.get(text) or Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise BadInput(f"{text!r} is no frame rate; write 30, 29.97 or 30000/1001.") from error
    if not LOWEST <= rate <= HIGHEST:
        raise BadInput(f"{text} frames a second can't be made; choose {LOWEST} to {HIGHEST}.")
    return rate
