"""Frame rates as people write them, exactly."""

from __future__ import annotations

from fractions import Fraction

from vsl.errors import BadInput

LOWEST, HIGHEST = Fraction(1), Fraction(120)
# The rates of colour television, which people round to two digits (SMPTE ST 170: 30·1000/1001).
_ROUNDED = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "59.94": Fraction(60000, 1001),
}


def parse_frame_rate(text: str) -> Fraction:
    """Frames per second meant by ``30``, ``29.97``, ``12.5`` or ``30000/1001``.

    Raises:
        BadInput: no number, or out of 1 to 120.
    """
    text = text.strip()
    try:
        rate = _ROUNDED.get(text) or Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise BadInput(f"{text!r} is no frame rate; write 30, 29.97 or 30000/1001.") from error
    if not LOWEST <= rate <= HIGHEST:
        raise BadInput(f"{text} frames a second can't be made; choose {LOWEST} to {HIGHEST}.")
    return rate
