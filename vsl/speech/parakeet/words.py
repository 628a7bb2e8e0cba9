"""Join a transducer's tokens to words: tokens with emission times in, words with times out.

A transducer emits each token at one frame and gives no end of a word. Punctuation is a token like
any other, often emitted in the pause after the word; it is part of a word's text, but not of its
time.
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

_CONTROL = re.compile(r"<[^<>\s]+>")  # such as <unk> or <|nospeech|>; not spoken
_READ_ALOUD = "%&@#"  # punctuation in Unicode, but spoken as words
_OPENING = ("Ps", "Pi")  # Unicode's categories of opening brackets and quotation marks
_OPENING_IN_SPANISH = "¿¡"


@dataclass(frozen=True, slots=True)
class TransducerToken:
    """A piece of text as the model emits it; a leading space begins a word."""

    text: str
    at_ms: int
    confidence: float = 1.0

    @property
    def is_spoken(self) -> bool:
        """Whether it is more than punctuation."""
        return any(_is_spoken(letter) for letter in self.text)


def read_words(tokens: Iterable[TransducerToken], end_ms: int) -> Iterator[Word]:
    """Yield the words that ``tokens`` spell in a window of ``end_ms``, with their punctuation.

    A word lasts from its first spoken token until the next token of any kind after its last one,
    and no longer than a token can last.

    >>> rows = [(" Buy", 80), (" now", 320), (",", 1200)]
    >>> tokens = [TransducerToken(*row) for row in rows]
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
    """Yield the range of each word's tokens."""
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
