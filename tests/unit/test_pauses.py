"""Where a recording is cut."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import psutil
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples
from vsl.speech.pauses import AudioPiece, pieces


def _loud(seconds: float) -> Samples:
    return np.full(int(seconds * SAMPLE_RATE_HZ), 0.1, np.float32)


def _quiet(seconds: float) -> Samples:
    return np.zeros(int(seconds * SAMPLE_RATE_HZ), np.float32)


def test_a_short_recording_stays_whole() -> None:
    assert pieces(_loud(2.5), longest_s=30) == (AudioPiece(0, 40_000),)


def test_a_long_recording_is_cut_in_its_pause() -> None:
    samples = np.concatenate([_loud(7), _quiet(0.5), _loud(6)])
    first, second = pieces(samples, longest_s=10)
    assert first.stop == second.start
    assert 7.0 < first.stop / SAMPLE_RATE_HZ < 7.5
    assert second.stop == len(samples)


def test_silence_makes_no_piece() -> None:
    samples = np.concatenate([_loud(4), _quiet(20), _loud(4)])
    found = pieces(samples, longest_s=5)
    assert sum(piece.stop - piece.start for piece in found) < 14 * SAMPLE_RATE_HZ
    assert found[-1].stop == len(samples)
    assert pieces(_quiet(3), longest_s=5) == ()
    assert pieces(_quiet(0), longest_s=5) == ()


@given(st.integers(1, 400_000), st.floats(0.5, 8))
def test_a_loud_recording_is_covered_by_pieces_of_bounded_length(
    count: int, longest: float
) -> None:
    found = pieces(np.full(count, 0.5, np.float32), longest_s=longest)
    bounds = [found[0].start, *(piece.stop for piece in found)]
    assert [piece.start for piece in found] == bounds[:-1]
    assert (bounds[0], bounds[-1]) == (0, count)
    assert max(np.diff(bounds)) <= longest * SAMPLE_RATE_HZ


def test_what_is_no_number_becomes_silence() -> None:
    samples = np.array([np.nan, np.inf, -np.inf, 7, 0.5], np.float32)
    assert AudioPiece(0, 5).of(samples).tolist() == [0, 1, -1, 1, 0.5]


def test_a_mapped_recording_takes_no_memory_after_it_was_read(tmp_path: Path) -> None:
    file = tmp_path / "samples"
    _loud(100).tofile(file)
    samples = np.memmap(file, np.float32, "r")
    assert pieces(samples, longest_s=60)
    taken = [part.rss for part in psutil.Process().memory_maps() if part.path == str(file)]
    assert taken == [0]
    assert samples[-1] == np.float32(0.1)
