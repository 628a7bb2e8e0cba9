"""The text of a deck as one row of tokens with their features. Pure.

Searches for prices, promises and names read a passage, so that they see across slide breaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vsl.basics.spacing import has_no_spaces
from vsl.slides.languages import word_classes
from vsl.slides.languages.word_classes import WordClasses
from vsl.slides.phrases import strip_punctuation
from vsl.slides.segmentation.word_features import End, WordFeatures, read_tokens

_PLURAL_ENDINGS = ("s", "n")  # of a plural: "days", "Wochen"


@dataclass(frozen=True, slots=True)
class LitSpan:
    """Tokens ``first:stop`` that are candidates for emphasis, and why."""

    kind: str
    weight: float
    first: int
    stop: int
    head: int  # the token without which the rest is meaningless


@dataclass(frozen=True, slots=True)
class Passage:
    """Tokens in order. Positions outside are empty words, so callers need no bounds check."""

    language: str
    classes: WordClasses
    texts: tuple[str, ...]
    tokens: tuple[WordFeatures, ...]
    plain: tuple[str, ...]  # lower case without signs but those of money and per cent

    @classmethod
    def read(cls, texts: Sequence[str], language: str) -> Passage:
        """Return the passage of ``texts``, one token each."""
        code = language.lower().replace("_", "-").partition("-")[0]
        return cls(
            language=code,
            classes=word_classes(code),
            texts=tuple(texts),
            tokens=tuple(read_tokens(texts, code)),
            plain=tuple(map(strip_punctuation, texts)),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def word(self, n: int) -> str:
        """Return token ``n`` as a plain word; empty outside the text.

        >>> Passage.read(["Only", "$47,", "today."], "en").word(1)
        '$47'
        """
        return self.plain[n] if 0 <= n < len(self.plain) else ""

    def is_a(self, n: int, *lists: str) -> bool:
        """Return whether token ``n`` is in one of the language's lists."""
        return 0 <= n < len(self.tokens) and not self.tokens[n].head.isdisjoint(lists)

    def goes_on(self, n: int) -> bool:
        """Return whether token ``n`` and the next one exist without punctuation between them."""
        return 0 <= n < len(self.tokens) - 1 and self.tokens[n].end is End.NONE

    def begins_sentence(self, n: int) -> bool:
        """Return whether token ``n`` begins a sentence, or follows a colon or opening quote."""
        return n <= 0 or self.tokens[n - 1].end >= End.STRONG_CLAUSE or self.tokens[n].is_opening

    def stop_of(self, n: int, words: tuple[str, ...]) -> int:
        """Return where ``words`` end that begin at token ``n`` without punctuation; 0 for none."""
        stop = n + len(words)
        if self.plain[n:stop] != words or not all(map(self.goes_on, range(n, stop - 1))):
            return 0
        return stop

    def is_spaceless(self, n: int) -> bool:
        """Return whether token ``n`` belongs to a script without spaces between words."""
        return 0 <= n < len(self.texts) and has_no_spaces(self.texts[n])


def is_form_of(word: str, words: frozenset[str]) -> bool:
    """Return whether ``word`` is one of ``words`` or its plural.

    >>> is_form_of("days", frozenset({"day"})), is_form_of("wochen", frozenset({"woche"}))
    (True, True)
    """
    return word in words or (word[-1:] in _PLURAL_ENDINGS and word[:-1] in words)


def plural_forms(word: str) -> tuple[str, ...]:
    """Return ``word`` and the plurals that ``is_form_of`` accepts."""
    return word, *(word + ending for ending in _PLURAL_ENDINGS)
