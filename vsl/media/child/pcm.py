"""Write the sound of a recording as raw samples; runs in the jailed child only."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsl.errors import BadInput, TooLarge
from vsl.media.child.recording import NO_SOUND_LEFT, open_recording, recording_options
from vsl.media.child.timeline import timeline_of

_BLOCK = 1 << 16  # samples that are read and written at once
_MEASURED_S = 0.1
# Decibels of full scale, mean of a tenth of a second in the loudest tenth of the recording
_QUIET_DB, _QUIETEST_DB = -40.0, -80.0
_SPOKEN_DB = -24.0  # of a voice that every recogniser takes for one
_MOST_DB = -12.0  # of the loudest parts, single clicks aside
_LOUDEST_SHARE, _PEAK_SHARE = 0.9, 0.999


def write_samples(
    file: io.FileIO, target: io.FileIO, options: dict[str, Any], report: Callable[[float], None]
) -> None:
    """Write the sound in ``file`` to ``target``: float32 mono in the machine's byte order.

    A voice that is hardly audible is made as loud as others.

    Args:
        options: ``rate_hz``, ``max_samples``, and ``too_long``, the message when there are more;
            ``file_zero`` and ``track``, see ``open_recording``.
        report: called with the milliseconds of sound that are done.
    """
    recording = open_recording(file, **recording_options(options))
    rate_hz, written = options["rate_hz"], 0
    loudness = Loudness(round(_MEASURED_S * rate_hz))
    for block in timeline_of(recording, rate_hz=rate_hz, layout="mono"):
        written += len(block)
        if written > options["max_samples"]:
            raise TooLarge(options["too_long"])
        target.write(np.ascontiguousarray(block).data)
        loudness.add(block[:, 0])
        report(written * 1000 / rate_hz)
    if not written:
        raise BadInput(NO_SOUND_LEFT)
    if (gain := loudness.gain()) > 1:
        _amplify(target, gain)


class Loudness:
    """The power of consecutive parts of a recording, and the gain that it needs."""

    def __init__(self, part: int) -> None:
        """``part``: number of samples over which power is averaged."""
        self._part = part
        self._rest = np.zeros(0, np.float32)
        self._powers: list[NDArray[np.float32]] = []

    def add(self, samples: NDArray[np.float32]) -> None:
        """Take in the samples that follow those before."""
        self._rest = np.concatenate([self._rest, samples])
        count = len(self._rest) // self._part
        parts = self._rest[: count * self._part].reshape(count, self._part)
        self._powers.append(np.mean(parts * parts, axis=1))
        self._rest = self._rest[count * self._part :]

    def gain(self) -> float:
        """Return the factor that makes a quiet voice as loud as others; 1 for sound as usual.

        Near silence stays what it is: it holds the noise of the converter alone.
        """
        powers = np.concatenate(self._powers) if self._powers else self._rest
        if not powers.size:
            return 1.0
        level_db, peak_db = _levels_db(powers, (_LOUDEST_SHARE, _PEAK_SHARE))
        if not _QUIETEST_DB <= level_db <= _QUIET_DB:
            return 1.0
        # a short remark between long pauses is loud already
        return max(1.0, float(10 ** (min(_SPOKEN_DB - level_db, _MOST_DB - peak_db) / 20)))


def _levels_db(powers: NDArray[np.float32], shares: tuple[float, float]) -> list[float]:
    """Return the levels below which these shares of the powers lie, in dB."""
    ordered = np.sort(powers)
    found = [float(ordered[int(share * (len(powers) - 1))]) for share in shares]
    return [10 * math.log10(power + 1e-20) for power in found]


def _amplify(target: io.FileIO, gain: float) -> None:
    """Multiply the samples that were written, clipped to -1..1."""
    place = target.seek(0)
    while data := target.read(_BLOCK * np.dtype(np.float32).itemsize):
        louder = np.clip(np.frombuffer(data, np.float32) * np.float32(gain), -1.0, 1.0)
        target.seek(place)
        target.write(louder.data)
        place += len(data)
