"""What every engine that hears words has in common.

Samples and options flow in, a Transcript flows out. Opens no file: samples are made by vsl/media.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from vsl.model import Transcript, Word
from vsl.progress import Progress

SAMPLE_RATE_HZ = 16_000  # what Whisper and PocketSphinx's models were trained on

Samples: TypeAlias = npt.NDArray[np.float32]
"""float32, shape (n_samples,), range -1..1, 16 kHz mono; may be a np.memmap."""


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """What is known about a recording before anybody listens."""

    language: str | None = None  # ISO 639-1 code, None: find out
    script: str = ""  # the words the speaker reads, marks removed; empty: unknown
    model: str = ""  # the engine's own name of a model; empty: the engine's default

    @property
    def base_language(self) -> str | None:
        """The language without its region: ``pt`` for ``pt-BR``."""
        code = (self.language or "").replace("_", "-").split("-")[0].strip().lower()
        return code or None


class Recogniser(Protocol):
    """An engine that turns samples into words with times."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """The words heard, in order, inside the recording, not overlapping; none for silence.

        Progress is reported between pieces of the recording; an error raised by its callback
        stops the work there.

        Raises:
            BadInput: the engine can't hear this language, or does not know it.
            NotInstalled: the engine or its model is not on this machine.
        """


def duration_ms(samples: Samples) -> int:
    """How long the samples last."""
    return len(samples) * 1000 // SAMPLE_RATE_HZ


def tidy(words: Iterable[Word], end_ms: int) -> tuple[Word, ...]:
    """The words without empty ones, each starting where the one before ended or later."""
    kept: list[Word] = []
    floor = 0
    for word in words:
        text = word.text.strip()
        if not text:
            continue
        start = min(max(word.start_ms, floor), end_ms)
        floor = min(max(word.end_ms, start), end_ms)
        kept.append(Word(text, start, floor, min(1.0, max(0.0, word.confidence))))
    return tuple(kept)
