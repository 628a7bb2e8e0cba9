"""Words with times out of a transducer's tokens: tokens and the moments they were written in, words
out.

A transducer writes each token at the frame where it is sure of it and says nothing of where a word
ends. Punctuation is a token like any other, often written in the pause after the word; it is part
of a word's text, never of its time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vsl.model.project import Word

# An encoder of the FastConformer family gives a frame for every eight steps of 10 ms
# (https://arxiv.org/abs/2305.05084); a token of Parakeet-TDT covers at most four of them
# (durations 0 to 4, https://arxiv.org/abs/2304.06795).
FRAME_MS = 80
_LONGEST_TOKEN_MS = 4 * FRAME_MS

_CONTROL = re.compile(r"<[^<>\s]+>")  # such as <unk> or <|nospeech|>; nobody says them
_READ_ALOUD = "%&@#"  # punctuation in Unicode, words to a voice
_OPENING = ("Ps", "Pi")  # Unicode's categories of opening brackets and quotation marks
_OPENING_IN_SPANISH = "¿¡"


@dataclass(frozen=True, slots=True)
class TransducerToken:
    """A piece of text as the model wrote it; a leading space begins a word."""

    text: str
    at_ms: int
    confidence: float = 1.0

    @property
    def is_spoken(self) -> bool:
        """True if the voice says it: it is more than punctuation."""
        return any(_is_spoken(letter) for letter in self.text)


def read_words(tokens: Iterable[TransducerToken], end_ms: int) -> Iterator[Word]:
    """The words that ``tokens`` spell in a window of ``end_ms``, punctuation in their text.

    A word lasts from its first spoken token until whatever was written after its last one, comma
    included, and no longer than a token can last.

    >>> tokens = [Token(" Buy", 80), Token(" now", 320), Token(",", 1200)]
    >>> [(word.text, word.start_ms, word.end_ms) for word in read_words(tokens, 2000)]
    [('Buy', 80, 320), ('now,', 320, 640)]
    """
    written = [token for token in tokens if not _CONTROL.fullmatch(token.text.strip())]
    last: Word | None = None
    opening = ""
    for first, stop in _groups(written):
        text = "".join(token.text for token in written[first:stop]).strip()
        spoken = [place for place in range(first, stop) if written[place].is_spoken]
        if spoken:
            if last:
                yield last
            last = _word(written, spoken, end_ms, text=opening + text)
            opening = ""
        elif text and all(_opens(letter) for letter in text):
            opening += text
        elif last:
            last = replace(last, text=last.text + text)
    if last:
        yield last


def _groups(tokens: Sequence[TransducerToken]) -> Iterator[tuple[int, int]]:
    """Where each word's tokens begin and stop."""
    first = 0
    for place in range(1, len(tokens) + 1):
        if place == len(tokens) or tokens[place].text.startswith(" "):
            yield first, place
            first = place


def _word(
    tokens: Sequence[TransducerToken], spoken: Sequence[int], end_ms: int, *, text: str
) -> Word:
    start_ms, last_ms = tokens[spoken[0]].at_ms, tokens[spoken[-1]].at_ms
    after = tokens[spoken[-1] + 1 :]
    next_ms = after[0].at_ms if after else end_ms
    next_word_ms = next((token.at_ms for token in after if token.is_spoken), end_ms)
    stop_ms = min(max(next_ms, last_ms + FRAME_MS), last_ms + _LONGEST_TOKEN_MS, next_word_ms)
    return Word(
        text,
        start_ms,
        max(start_ms, stop_ms),
        min(tokens[place].confidence for place in spoken),
    )


def _is_spoken(letter: str) -> bool:
    if letter in _READ_ALOUD:
        return True
    return not letter.isspace() and not unicodedata.category(letter).startswith("P")


def _opens(letter: str) -> bool:
    return letter in _OPENING_IN_SPANISH or unicodedata.category(letter) in _OPENING
