"""Loops, packed windows and spans of speech, without any model."""

from __future__ import annotations

import numpy as np
import pytest

from vsl.model.project import Word
from vsl.speech.pauses import AudioPiece
from vsl.speech.recogniser import SAMPLE_RATE_HZ
from vsl.speech.repetitions import has_loop
from vsl.speech.voice_activity.spans import FRAME, _spans
from vsl.speech.windows.packing import Window, pack

_S = SAMPLE_RATE_HZ


@pytest.mark.parametrize(
    "text", ["no no no no no no no no no", "buy it now " * 3, "A b c, d e. " * 3]
)
def test_what_stands_three_times_in_a_row_is_a_loop(text: str) -> None:
    assert has_loop("Well, " + text)


@pytest.mark.parametrize(
    "text", ["", "no no no", "Do you want it? Do you want more? Do you want all?"]
)
def test_a_refrain_is_no_loop(text: str) -> None:
    assert not has_loop(text)


def test_pauses_are_left_out_of_windows() -> None:
    spans = [AudioPiece(n * 20 * _S, (n * 20 + 8) * _S) for n in range(7)]
    windows = pack(spans, np.zeros(200 * _S, np.float32))
    assert [len(window.parts) for window in windows] == [3, 3, 1]
    assert all(window.length <= 30 * _S for window in windows)


def test_windows_may_be_shorter_than_whispers() -> None:
    spans = [AudioPiece(n * 20 * _S, (n * 20 + 8) * _S) for n in range(7)]
    windows = pack(
        [*spans, AudioPiece(140 * _S, 165 * _S)], np.full(200 * _S, 0.1, np.float32), longest_s=20
    )
    assert [len(window.parts) for window in windows[:3]] == [2, 2, 2]
    assert all(window.length <= 20 * _S for window in windows)
    assert windows[-1].span.stop == int(165.2 * _S)


def test_short_gaps_stay_as_they_were_spoken() -> None:
    windows = pack(
        [AudioPiece(_S, 2 * _S), AudioPiece(int(2.3 * _S), 3 * _S)], np.zeros(4 * _S, np.float32)
    )
    assert [part.start_ms for part in windows[0].parts] == [800]
    assert windows[0].length == 2.4 * _S


def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    samples = np.full(50 * _S, 0.1, np.float32)
    samples[22 * _S : int(22.3 * _S)] = 0
    windows = pack([AudioPiece(0, 50 * _S)], samples)
    assert len(windows) == 2
    assert 22 * _S < windows[1].parts[0].start < 22.3 * _S


def test_windows_end_in_the_longest_pauses_that_need_no_more_windows() -> None:
    spans = [AudioPiece(start * _S, stop * _S) for start, stop in ((0, 12), (14, 26), (27, 40))]
    windows = pack(spans, np.zeros(41 * _S, np.float32))
    assert [window.parts[0].start_ms for window in windows] == [0, 13_800]
    assert windows[0].length == 12.2 * _S


def test_a_cut_between_words_leaves_each_window_half_of_the_pause() -> None:
    spans = [AudioPiece(0, 20 * _S), AudioPiece(int(20.2 * _S), 40 * _S)]
    first, second = pack(spans, np.zeros(40 * _S, np.float32))
    assert first.parts == (AudioPiece(0, int(20.1 * _S)),)
    assert second.parts == (AudioPiece(int(20.1 * _S), 40 * _S),)


def test_words_get_their_time_in_the_recording_and_stay_in_their_part() -> None:
    window = Window((AudioPiece(10 * _S, 12 * _S), AudioPiece(20 * _S, 23 * _S)))
    words = [Word("a", 500, 900), Word("b", 1600, 2900), Word("c", 4000, 9000)]
    assert list(window.in_recording(words)) == [
        Word("a", 10_500, 10_900),
        Word("b", 20_100, 20_900),
        Word("c", 22_000, 23_000),
    ]


def test_clicks_are_no_speech_and_short_gaps_no_pause() -> None:
    likely = np.zeros(60, np.float32)
    likely[2] = 0.9
    likely[10:20] = 0.9
    likely[24:30] = 0.9
    likely[50:58] = 0.4
    assert _spans(likely, 60 * FRAME) == (AudioPiece(10 * FRAME, 30 * FRAME),)
