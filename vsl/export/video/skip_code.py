"""Encode skipped macroblocks in pictures coded with CABAC. Pure.

Each takes two of the more probable symbols: it is skipped, and the slice continues. Neither raises
the code's lower bound, so only its range has to be tracked.

Source: ITU-T H.264 §9.3.1.1 (start), §9.3.4.2 and following (encoding), table 9-44.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

SLICE_QP: Final = 51
"""The quantiser that such a slice must state: it sets the initial probability of a skip."""

_START: Final = 42  # pStateIdx of mb_skip_flag at that quantiser, with cabac_init_idc 0
# Table 9-44 from that state up to the last reachable one.
_LESS_LIKELY: Final = (
    (16, 20, 23, 27), (15, 19, 22, 25), (14, 18, 21, 24), (14, 17, 20, 23), (13, 16, 19, 22),
    (12, 15, 18, 21), (12, 14, 17, 20), (11, 14, 16, 19), (11, 13, 15, 18), (10, 12, 15, 17),
    (10, 12, 14, 16), (9, 11, 13, 15), (9, 11, 12, 14), (8, 10, 12, 14), (8, 9, 11, 13),
    (7, 9, 11, 12), (7, 9, 10, 12), (7, 8, 10, 11), (6, 8, 9, 11), (6, 7, 9, 10), (6, 7, 8, 9),
)  # fmt: skip
_TERMINATE: Final = 2  # the part of the range for the end of a slice


@lru_cache(maxsize=256)
def encode_skips(count: int) -> tuple[int, int]:
    """Return the code of ``count`` macroblocks, at least one, and its size in bits.

    The last bit is the stop bit of the payload.
    """
    extent, shifts = 510, 0
    for number in range(count):
        if number:
            extent, shifts = _narrow(extent, shifts, _TERMINATE)
        row = _LESS_LIKELY[min(number, len(_LESS_LIKELY) - 1)]
        extent, shifts = _narrow(extent, shifts, row[extent >> 6 & 3])
    # The lower bound, zero until then, becomes the rest of the range. Its ten bits follow a zero
    # for each shift; the first of all these bits is never written, the last one is the stop bit.
    return extent - _TERMINATE | 1, shifts + 9


def _narrow(extent: int, shifts: int, less: int) -> tuple[int, int]:
    extent -= less
    return (extent, shifts) if extent >= 256 else (extent << 1, shifts + 1)
