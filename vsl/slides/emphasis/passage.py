"""The text of a deck as one row of tokens, with what each of them is. Pure.

What looks for prices, promises and names reads a passage, so that it sees what stands before a
slide's first word and after its last.
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
    """Tokens ``first`` up to, not including, ``stop``, and why they are worth lighting."""

    kind: str
    weight: float
    first: int
    stop: int
    head: int  # the token without which the rest says nothing


@dataclass(frozen=True, slots=True)
class Passage:
    """Tokens in order. Positions outside them are empty words, so that nobody has to check."""

    language: str
    classes: WordClasses
    texts: tuple[str, ...]
    tokens: tuple[WordFeatures, ...]
    plain: tuple[str, ...]  # lower case without signs but those of money and per cent

    @classmethod
    def read(cls, texts: Sequence[str], language: str) -> Passage:
        """The passage of ``texts``, one token each."""
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
        """Token ``n`` as a plain word; empty outside the text.

        >>> Passage.read(["Only", "$47,", "today."], "en").word(1)
        '$47'
        """
        return self.plain[n] if 0 <= n < len(self.plain) else ""

    def is_a(self, n: int, *lists: str) -> bool:
        """Whether token ``n`` stands in one of the language's lists."""
        return 0 <= n < len(self.tokens) and not self.tokens[n].head.isdisjoint(lists)

    def goes_on(self, n: int) -> bool:
        """Whether no sign parts token ``n`` from the one behind it, which exists."""
        return 0 <= n < len(self.tokens) - 1 and self.tokens[n].end is End.NONE

    def begins_sentence(self, n: int) -> bool:
        """Whether token ``n`` is the first of a sentence, or of what follows a colon or a quote."""
        return n <= 0 or self.tokens[n - 1].end >= End.STRONG_CLAUSE or self.tokens[n].is_opening

    def stop_of(self, n: int, words: tuple[str, ...]) -> int:
        """Where ``words`` end that stand unparted from token ``n`` on; 0 where they do not."""
        stop = n + len(words)
        if self.plain[n:stop] != words or not all(map(self.goes_on, range(n, stop - 1))):
            return 0
        return stop

    def is_spaceless(self, n: int) -> bool:
        """Whether token ``n`` belongs to a script without spaces between words."""
        return 0 <= n < len(self.texts) and has_no_spaces(self.texts[n])


def is_form_of(word: str, words: frozenset[str]) -> bool:
    """Whether ``word`` is one of ``words`` or its plural.

    >>> is_form_of("days", frozenset({"day"})), is_form_of("wochen", frozenset({"woche"}))
    (True, True)
    """
    return word in words or (word[-1:] in _PLURAL_ENDINGS and word[:-1] in words)


def plural_forms(word: str) -> tuple[str, ...]:
    """``word`` and what ``is_form_of`` takes for its plural."""
    return word, *(word + ending for ending in _PLURAL_ENDINGS)
