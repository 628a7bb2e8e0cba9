"""The protocol of all speech engines, with their options and shared functions.

Samples and options go in, a Transcript comes out. Opens no file: vsl/media makes the samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from vsl.basics.audio import SAMPLE_RATE_HZ as SAMPLE_RATE_HZ  # re-exported for the engines
from vsl.basics.audio import Samples as Samples
from vsl.basics.audio import duration_ms as duration_ms
from vsl.basics.spacing import space_words
from vsl.errors import TooLarge
from vsl.model.project import Transcript, Word
from vsl.progress import Progress

_MOST_HOT_WORDS, _LONGEST_HOT_WORD = 5000, 1000  # entries; characters of one
_CLOSING = frozenset("?!.,;:»”)]")  # never "…", which replaces unrecognised words


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """Options for the transcription of a recording."""

    language: str | None = None  # ISO 639-1 code, None: detect it
    script: str = ""  # the words the speaker reads, marks removed; empty: unknown
    model: str = ""  # the engine's own name of a model; empty: the engine's default
    hot_words: tuple[str, ...] = ()  # names and rare words that may be spoken, script or none
    captions: Transcript | None = None  # existing captions
    may_switch_language: bool = False  # ``language`` was detected, not given: others may occur too
    starts_at_ms: int = 0  # where these samples begin in their recording, for the times in notes

    @property
    def base_language(self) -> str | None:
        """The language without its region: ``pt`` for ``pt-BR``."""
        code = (self.language or "").replace("_", "-").split("-")[0].strip().lower()
        return code or None

    @property
    def prompt(self) -> str:
        """The prompt that guides an engine's spelling: names and rare words, as written.

        Never the script: prompted with its text, Whisper base leaves words and punctuation out
        (measured on the letters of docs/hearing.md).
        """
        return ", ".join(self.hot_words)


def read_hot_words(text: str) -> tuple[str, ...]:
    """Return the distinct entries of a list separated by commas, semicolons or line breaks.

    Raises:
        TooLarge: there are too many, or one is longer than a sentence.
    """
    entries = (" ".join(entry.split()) for entry in re.split(r"[,;\n]", text))
    found = tuple(dict.fromkeys(entry for entry in entries if entry))
    if len(found) > _MOST_HOT_WORDS or max(map(len, found), default=0) > _LONGEST_HOT_WORD:
        raise TooLarge(
            f"hot_words holds more than {_MOST_HOT_WORDS:,} names, or one of more than"
            f" {_LONGEST_HOT_WORD:,} letters; keep the names that are spoken."
        )
    return found


class Recogniser(Protocol):
    """An engine that turns samples into words with times."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """Return the words in order, inside the recording, not overlapping; none for silence.

        Progress is reported between pieces of the recording; an error raised by its callback
        stops the work.

        Raises:
            BadInput: the engine does not support this language.
            NotInstalled: the engine or its model is not on this machine.
        """


def later(word: Word, offset_ms: int) -> Word:
    """Return the word moved from its time in a piece to its time in the recording."""
    return replace(word, start_ms=word.start_ms + offset_ms, end_ms=word.end_ms + offset_ms)


def first_line(error: Exception) -> str:
    """Return the first line of a library's error message, or the error's type."""
    return (str(error) or type(error).__name__).splitlines()[0]


def order_words(words: Iterable[Word], end_ms: int) -> tuple[Word, ...]:
    """Return the words in order without overlaps or empty ones, inside the recording.

    A closing punctuation mark after a space, as in French, is appended to the word before it.
    """
    kept: list[Word] = []
    floor = 0
    words = list(words)
    for word, text in zip(words, space_words([word.text for word in words]), strict=True):
        if not text:
            continue
        if kept and _CLOSING.issuperset(text):
            kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip() + text)
            continue
        start = min(max(word.start_ms, floor), end_ms)
        floor = min(max(word.end_ms, start), end_ms)
        kept.append(Word(text, start, floor, min(1.0, max(0.0, word.confidence))))
    return tuple(kept)
