"""Map the colours of wide-gamut and HDR pictures to BT.709; runs in the jailed child only.

Takes the transfer and primaries of a picture; returns a table of colours for FFmpeg's ``haldclut``.
Diffuse white stays white and everything below it keeps its colour; highlights above it are rolled
off, so a face looks as it does beside a graphic of standard range (ITU-R BT.2408).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

PQ: Final = 16
HLG: Final = 18
"""Transfers as ITU-T H.273 table 3 numbers them."""

_BT2020, _P3 = 9, 12  # primaries, H.273 table 2
_WHITE_NITS = 203  # of diffuse white in HDR, BT.2408
_PEAK_NITS = 1000  # of the display for which HLG is graded, BT.2100
_HLG_GAMMA = 1.2  # of that display's OOTF
_DISPLAY_GAMMA = 2.4  # ITU-R BT.1886
_KNEE = 0.95  # of diffuse white: linear light above it is compressed

LEVEL: Final = 8
"""Of the Hald picture, whose sides have LEVEL cubed pixels."""

_STEPS = LEVEL**2  # on each axis of the cube

# Linear light to BT.709's primaries (ITU-R BT.2087 for BT.2020; SMPTE EG 432-1 for P3)
_TO_BT709 = {
    _BT2020: [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]],
    _P3: [[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]],
}
_LUMA_BT2020 = np.array([0.2627, 0.6780, 0.0593])

Colours = NDArray[np.float64]
"""Shape (n, 3): red, green and blue."""


def needs_cube(transfer: int, primaries: int) -> bool:
    """Return whether a picture with these properties is not BT.709 already."""
    return transfer in (PQ, HLG) or primaries in _TO_BT709


@lru_cache(maxsize=2)
def hald_picture(transfer: int, primaries: int) -> NDArray[np.uint16]:
    """Return the colours of BT.709 for all colours of a picture.

    Returns:
        uint16 RGB, shape (LEVEL³, LEVEL³, 3): a Hald picture, red changing fastest.
    """
    axis = np.linspace(0, 1, _STEPS)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    signal = np.stack([red.ravel(), green.ravel(), blue.ravel()], axis=1)
    mapped = map_to_bt709(signal, transfer, primaries)
    side = LEVEL**3
    return np.rint(mapped * 65535).astype(np.uint16).reshape(side, side, 3)


def map_to_bt709(signal: Colours, transfer: int, primaries: int) -> Colours:
    """Return the signal of BT.709 for a signal of another transfer and other primaries.

    Args:
        signal: range 0..1.
    """
    if primaries not in _TO_BT709 and transfer in (PQ, HLG):
        primaries = _BT2020
    light = _light(signal, transfer) @ np.array(_TO_BT709[primaries]).T
    return _signal(_rolled_off(np.maximum(light, 0)))


def _light(signal: Colours, transfer: int) -> Colours:
    """Return the displayed light; 1 is diffuse white."""
    if transfer == PQ:
        return _pq_light(signal)
    if transfer == HLG:
        return _hlg_light(signal)
    return signal**_DISPLAY_GAMMA


def _pq_light(signal: Colours) -> Colours:
    # SMPTE ST 2084, in its own letters
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    root = signal ** (1 / m2)
    nits: Colours = (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1) * 10_000
    return nits / _WHITE_NITS


def _hlg_light(signal: Colours) -> Colours:
    # ITU-R BT.2100, in its own letters
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    luminance = np.maximum(scene @ _LUMA_BT2020, 1e-9)[:, None]
    nits: Colours = scene * luminance ** (_HLG_GAMMA - 1) * _PEAK_NITS
    return nits / _WHITE_NITS


def _signal(light: Colours) -> Colours:
    """Return the signal for light, by the curve of computer screens (IEC 61966-2-1)."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def _rolled_off(light: Colours) -> Colours:
    """Return light within 0..1; the ratio of the components, the hue, is kept."""
    peak = np.maximum(light.max(axis=1, keepdims=True), 1e-9)
    room = 1 - _KNEE
    rolled = _KNEE + room * (1 - np.exp(-(peak - _KNEE) / room))
    return np.minimum(light * np.where(peak > _KNEE, rolled / peak, 1.0), 1.0)
