"""Reference onsets of words, from the sound alone, to judge between recognisers that disagree.

``ONSETS`` were read off waveform and spectrogram by eye, to about 10 ms, with both candidate times
in view, only where the sound is unambiguous: it rises from silence, a vowel ends in a consonant, a
plosive bursts. Words whose beginning blends into the word before are left out. ``rises`` finds by
energy alone where the voice restarts after pauses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vsl.model.project import Word
from vsl.speech.recogniser import SAMPLE_RATE_HZ, Samples

_FRAME = SAMPLE_RATE_HZ // 200  # 5 ms
_PAUSE_MS = 150
_RISE_DB = 10  # above the room's own level
_LASTS = 8  # frames; a click or a breath is no voice


@dataclass(frozen=True, slots=True)
class Onset:
    """The first sound of a word."""

    heard_ms: int
    closed_ms: int | None = None  # a plosive's silence before its burst, which is the word's too


ONSETS: Mapping[str, Mapping[str, Onset]] = {
    "words-pt": {
        "uma": Onset(422),  # voice rises from silence
        "raposa": Onset(632),  # vowel turns into friction
        "velha": Onset(1092),  # vowel breaks off into v
        "não": Onset(1592),  # voice rises, 50 ms after the vowel before has died
        "consegue": Onset(1814, closed_ms=1747),  # burst
        "aprender": Onset(2255),  # i glides into a, which is over at 2305 ms, before silence and p
        "nenhum": Onset(2652),  # vowel breaks off into n; the next vowel is over at 2732 ms
        "ofício": Onset(3062),  # nasal opens into o, which is over at 3135 ms
    },
    "words-en": {
        "quilter": Onset(836, closed_ms=780),
        "classes": Onset(2660, closed_ms=2600),
        "and": Onset(3341),  # voice rises from silence
        "glad": Onset(3709, closed_ms=3665),
        "to": Onset(4102, closed_ms=4070),
        "gospel": Onset(4907, closed_ms=4835),
    },
}


def rises(samples: Samples, words: Sequence[Word]) -> Iterator[tuple[Word, int]]:
    """The words after pauses, each with the ms at which the sound rises out of the room's noise."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    levels = 10 * np.log10(np.mean(frames * frames, axis=1) + 1e-12)
    for before, word in pairwise(words):
        if word.start_ms - before.end_ms < _PAUSE_MS:
            continue
        first, last = before.end_ms // 5 + 10, word.start_ms // 5 - 4  # what surely is the pause
        loud = levels > np.median(levels[first:last]) + _RISE_DB
        lasting = np.convolve(loud[(first + last) // 2 :], np.ones(_LASTS), "valid") == _LASTS
        yield word, ((first + last) // 2 + int(np.argmax(lasting))) * 5
