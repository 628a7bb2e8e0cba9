"""The code of skipped macroblocks, against a whole arithmetic decoder."""

from __future__ import annotations

import pytest

from vsl.export.video.skip_code import _LESS_LIKELY, _START, encode_skips


def _decoded(count: int) -> int:
    """Macroblocks that a decoder finds skipped before the slice ends (§9.3.3.2)."""
    value, size = encode_skips(count)
    bits = iter(f"{value:0{size}b}")
    extent, state, found = 510, _START, 0
    offset = int("".join(next(bits) for _ in range(9)), 2)
    while True:
        less = _LESS_LIKELY[min(state, 62) - _START][extent >> 6 & 3]
        extent -= less
        assert offset < extent, "a macroblock is not skipped"
        state, found = state + 1, found + 1
        while extent < 256:
            extent, offset = extent << 1, offset << 1 | int(next(bits))
        extent -= 2
        if offset >= extent:
            # §9.3.1.2: seven bits more are read, the last of which stops the payload
            rest = [offset & 1, *(int(bit) for bit in bits)]
            assert rest[-1] == 1
            return found
        while extent < 256:
            extent, offset = extent << 1, offset << 1 | int(next(bits))


@pytest.mark.parametrize("count", [1, 2, 21, 22, 120, 8160, 32400])
def test_a_decoder_finds_so_many_skips_and_the_end(count: int) -> None:
    assert _decoded(count) == count


def test_a_frame_of_skips_takes_few_bytes() -> None:
    assert encode_skips(8160)[1] < 8 * 60
