"""Correct the starts of words by the sound: words and samples in, words with exact starts out.

Attention and alignment give a word's start within a tenth of a second, and count a pause as part
of the word after it. Where a word follows a quiet moment, its start moves to the rise of the
sound's energy. Other starts move by how early the engine is on average.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples, duration_ms
from vsl.basics.punctuation import ends_clause
from vsl.model.project import Word
from vsl.speech.pauses import AudioPiece

_STEP_MS = 5
_STEP = SAMPLE_RATE_HZ * _STEP_MS // 1000  # samples
_BLOCK_STEPS = 12_000  # a minute at a time: memory stays flat
_NOISE_DB, _BELOW_VOICE_DB = 8.0, 35.0  # quiet: this near the noise, or this far below the voice
_NOISE, _VOICE = 5, 90  # percentiles of the energy
_PAUSE_MS, _GAP_MS = 150, 60  # a speaker's pause; the closure before a consonant
_EARLY_MS = {_PAUSE_MS: 100, _GAP_MS: 40}  # how far before the given start the quiet may end
_LATE_MS = 120  # how far after it a gap may begin
_LEAST_MS = 20  # of a word
_LEFT_MS = 40  # of a word that includes a pause
_OWN_MS = 150  # of sound after a gap: more than a consonant's release
_AHEAD_MS = 300  # a word placed in silence is at most this far ahead of its sound
_SHORT = 3  # letters of a word that may be placed in the sentence before


@dataclass(frozen=True, slots=True)
class _Run:
    """A quiet run from ``start_ms`` up to ``stop_ms``."""

    start_ms: int
    stop_ms: int

    @property
    def length_ms(self) -> int:
        return self.stop_ms - self.start_ms


def correct_starts(words: Sequence[Word], samples: Samples, *, late_by_ms: int) -> list[Word]:
    """Return the words with corrected starts, in order, inside the recording.

    Args:
        words: in order.
        late_by_ms: added to starts that follow no quiet moment.
    """
    if not words:
        return []
    runs = find_quiet(samples)
    starts = [run.start_ms for run in runs]
    corrected: list[Word] = []
    for word in _behind_pauses(words, runs):
        first = max(0, bisect_left(starts, word.start_ms - 1_000) - 1)
        taken_ms = corrected[-1].start_ms if corrected else -1
        near = runs[first : bisect_left(starts, word.end_ms)]
        start_ms = _find_onset(word, near, taken_ms)
        if start_ms is None:
            start_ms = min(word.start_ms + late_by_ms, max(word.start_ms, word.end_ms - _LEAST_MS))
        corrected.append(
            replace(word, start_ms=start_ms, end_ms=max(word.end_ms, start_ms + _LEAST_MS))
        )
    return _without_overlaps(_spread_crowded(corrected), duration_ms(samples))


def start_sentences_behind_pauses(words: Sequence[Word], samples: Samples) -> list[Word]:
    """Return the words, with short first words of sentences moved behind the pause before them.

    Attention and alignment place a lone "I" or "Y" at the end of the sentence before; with the
    script's words, punctuation is more reliable.
    """
    return _without_overlaps(_behind_pauses(words, find_quiet(samples)), duration_ms(samples))


def find_quiet(samples: Samples) -> list[_Run]:
    """Return the quiet runs of a recording that are long enough to precede a word."""
    levels = _levels_db(samples)
    if not len(levels):
        return []
    noise, voice = np.percentile(levels, (_NOISE, _VOICE))
    quiet = np.concatenate(
        [[False], levels < max(noise + _NOISE_DB, voice - _BELOW_VOICE_DB), [False]]
    )
    edges = np.flatnonzero(quiet[1:] != quiet[:-1]) * _STEP_MS
    quiet_runs = [_Run(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]
    end_ms = len(levels) * _STEP_MS  # no word comes after quiet that lasts until then
    return [run for run in quiet_runs if run.length_ms >= _GAP_MS and run.stop_ms < end_ms]


def _behind_pauses(words: Sequence[Word], runs: Sequence[_Run]) -> list[Word]:
    pauses = [run for run in runs if run.length_ms >= _PAUSE_MS]
    pause_stops = [pause.stop_ms for pause in pauses]
    stops = [run.stop_ms for run in runs]
    moved = list(words)
    for number, (before, word, after) in enumerate(zip(words, words[1:], words[2:], strict=False)):
        nearest = bisect_right(pause_stops, after.start_ms + _LATE_MS) - 1
        if nearest < 0 or not _may_be_lost(before, word, after, pauses[nearest]):
            continue
        pause = pauses[nearest]
        earlier = runs[
            bisect_left(stops, before.end_ms - _LEFT_MS) : bisect_left(stops, pause.stop_ms)
        ]
        if not any(_holds_a_word(run, pause) for run in earlier):
            moved[number + 1 : number + 3] = _share_sound(word, after, pause.stop_ms)
    return moved


def _may_be_lost(before: Word, word: Word, after: Word, pause: _Run) -> bool:
    """Return whether ``word`` begins a clause that may begin behind ``pause``, not before it."""
    begins = ends_clause(before.text) and len(word.text) <= _SHORT
    return begins and word.start_ms <= pause.start_ms < after.end_ms - _LEFT_MS


def _holds_a_word(run: _Run, pause: _Run) -> bool:
    """Return whether a separate word is spoken between ``run`` and ``pause``.

    A pause before it is enough; after a shorter gap, the sound may be the end of a consonant.
    """
    return run.length_ms >= _PAUSE_MS or pause.start_ms - run.stop_ms >= _OWN_MS


def _share_sound(word: Word, after: Word, start_ms: int) -> tuple[Word, Word]:
    """Return both words from ``start_ms`` on, dividing the time by their letters."""
    available_ms = max(after.end_ms - start_ms, 2 * _LEAST_MS)
    share = len(word.text) / (len(word.text) + len(after.text))
    seam_ms = start_ms + max(_LEAST_MS, round(available_ms * share))
    end_ms = max(after.end_ms, seam_ms + _LEAST_MS)
    return (
        replace(word, start_ms=start_ms, end_ms=seam_ms),
        replace(after, start_ms=seam_ms, end_ms=end_ms),
    )


def _spread_crowded(words: Sequence[Word]) -> list[Word]:
    """Return the words; two that begin together share their time."""
    spread = list(words)
    for number, (word, after) in enumerate(pairwise(words)):
        together = after.start_ms - word.start_ms < _LEFT_MS
        if together and after.end_ms - word.start_ms >= 2 * _LEFT_MS:
            spread[number : number + 2] = _share_sound(word, after, spread[number].start_ms)
    return spread


def _find_onset(word: Word, runs: Sequence[_Run], taken_ms: int) -> int | None:
    """Return when the sound rises after the last quiet run that can belong before the word.

    Args:
        runs: those that begin before the word ends.
        taken_ms: where the word before begins; that rise belongs to it.
    """
    onset_ms = None
    for run in runs:
        kind = _PAUSE_MS if run.length_ms >= _PAUSE_MS else _GAP_MS
        if onset_ms is not None and kind == _GAP_MS:
            continue  # a closure inside the word, which begins after a pause already
        if run.stop_ms < word.start_ms - _EARLY_MS[kind] or run.stop_ms <= taken_ms:
            continue
        begins_near = run.start_ms <= word.start_ms + _LATE_MS
        swallowed = kind == _PAUSE_MS and run.stop_ms <= word.end_ms - _LEFT_MS
        ends_near = run.stop_ms <= word.end_ms + _LEFT_MS
        if (ends_near and (begins_near or swallowed)) or _lies_in(word, run):
            onset_ms = run.stop_ms
    return onset_ms


def _lies_in(word: Word, pause: _Run) -> bool:
    """Return whether ``word`` lies wholly in the silence shortly before the sound rises."""
    inside = pause.start_ms <= word.start_ms and word.end_ms <= pause.stop_ms
    return inside and pause.stop_ms - word.start_ms <= _AHEAD_MS


def _levels_db(samples: Samples) -> npt.NDArray[np.float32]:
    """Return the energy of every 5 ms in decibels, smoothed over two of them."""
    powers = [np.zeros(0, np.float32)]
    for start in range(0, len(samples) // _STEP, _BLOCK_STEPS):
        block = AudioPiece(start * _STEP, (start + _BLOCK_STEPS) * _STEP).of(samples)
        steps = block[: len(block) // _STEP * _STEP].reshape(-1, _STEP)
        powers.append(np.mean(steps * steps, axis=1))
    power = np.concatenate(powers)
    smooth = np.convolve(power, [0.5, 0.5], "same") if len(power) else power
    return np.asarray(10 * np.log10(smooth + 1e-12), np.float32)


def _without_overlaps(words: Sequence[Word], stop_ms: int) -> list[Word]:
    """Return the words, each ending before the next begins, none after ``stop_ms``."""
    ordered: list[Word] = []
    for word in words:
        if ordered and ordered[-1].end_ms > word.start_ms:
            before = ordered[-1]
            ordered[-1] = replace(before, end_ms=max(before.start_ms, word.start_ms))
        floor = ordered[-1].end_ms if ordered else 0
        start = min(max(word.start_ms, floor), stop_ms)
        ordered.append(replace(word, start_ms=start, end_ms=min(max(start, word.end_ms), stop_ms)))
    return ordered
