"""What the repository keeps for tests: the checkpoint, and each of its sentences spoken once.

Tests need no espeak-ng, and hear the same on every machine.

    python -m tests.checkpoint.takes

speaks them anew, at speeds drawn apart from those of the training. Ten bits a sample are enough:
what is rounded off is as loud as the hiss that recordings have.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from random import Random

import av
import numpy as np

from tests.checkpoint.speak import (
    SAMPLE_RATE_HZ,
    SENTENCES,
    VOICES,
    Line,
    Samples,
    Take,
    Word,
    speak_all,
)

_DATA = Path(__file__).parents[1] / "data"
CHECKPOINT = _DATA / "whisper-espeak.pt"
_SOUND, _WORDS = _DATA / "sentences.flac", _DATA / "sentences.json"
_SEED = 47
_ROUNDED = 1 << 6  # of a sample's 16 bits


@lru_cache(maxsize=1)
def takes() -> tuple[Take, ...]:
    """All sentences, those in English first, with the time of every word."""
    with av.open(str(_SOUND)) as file:
        blocks = [frame.to_ndarray().flatten() for frame in file.decode(audio=0)]
    sound = (np.concatenate(blocks) / 32768).astype(np.float32)
    return tuple(_read(sound))


def _read(sound: Samples) -> Iterator[Take]:
    first = 0
    for kept in json.loads(_WORDS.read_text("utf-8")):
        words = tuple(Word(*word) for word in kept["words"])
        last = first + kept["samples"]
        text = " ".join(word.text for word in words)
        yield Take(text, kept["language"], words, sound[first:last])
        first = last


def _spoken() -> list[Take]:
    random = Random(_SEED)
    return speak_all([
        Line(text, language, VOICES[language][number % 2], random.randint(146, 164), 50)
        for language, texts in SENTENCES.items() for number, text in enumerate(texts)
    ])  # fmt: skip


def _keep(spoken: list[Take]) -> None:
    with av.open(str(_SOUND), "w") as file:
        stream = file.add_stream("flac", rate=SAMPLE_RATE_HZ, layout="mono")
        sound = np.concatenate([take.samples for take in spoken])
        rounded = (np.round(sound * 32768 / _ROUNDED) * _ROUNDED).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(rounded[None], format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        file.mux(chain(stream.encode(frame), stream.encode()))
    kept = [
        {
            "language": take.language,
            "samples": len(take.samples),
            "words": [
                (word.text, round(word.start_s, 3), round(word.end_s, 3)) for word in take.words
            ],
        }
        for take in spoken
    ]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in kept)
    _WORDS.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    _DATA.mkdir(exist_ok=True)
    _keep(_spoken())
    print(f"{_SOUND}: {_SOUND.stat().st_size} bytes")
