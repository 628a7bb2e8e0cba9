"""Correct misspelt words where that is safe: words in, the same words out. Pure.

Only words with a low confidence that no dictionary has, never names, the glossary's words or
anything with a capital or a digit; and only by a common word of nearly the same spelling and sound.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vsl.basics.folding import remove_accents
from vsl.basics.text_cache import cache_short_texts
from vsl.model.project import Word
from vsl.text.correction.dictionary import is_word, neighbours, times_said
from vsl.text.correction.edits import Edit, parts, replace_texts
from vsl.text.phonetics import likeness

VERSION = 1
DOUBTED = 0.6  # confidence below which a word may be corrected; most of Whisper's are higher
_LEAST_LETTERS = 4
_ALIKE = 0.75  # "recieve" and "receive" 0.83, "wierd" and "weird" 0.78
_COMMON = 1000  # frequency in the word list that a replacement needs
_ENDING_LETTERS = 2  # in which the forms of a word differ
_CLEARLY = 5  # times as frequent as the next best, or nothing is changed


@dataclass(frozen=True, slots=True)
class Spelling:
    """Replaces misspelt words, only where exactly one word fits."""

    language: str  # one of dictionary.LANGUAGES
    kept: frozenset[str] = field(default_factory=frozenset)  # in lower case: never touched
    name: str = "spelling"
    parallel: bool = False
    reach: int = 0

    @property
    def digest(self) -> str:
        """The version and settings that decide the result."""
        kept = hashlib.sha256(" ".join(sorted(self.kept)).encode()).hexdigest()
        return f"{VERSION} {self.language} {kept}"

    def edits(self, words: Sequence[Word]) -> list[Edit]:
        """Return the corrections."""
        return list(replace_texts(words, [self._put_right(word) for word in words]))

    def _put_right(self, word: Word) -> str:
        opening, core, closing = parts(word.text)
        if not self._is_open_to_doubt(word, core):
            return word.text
        return f"{opening}{respelt(core, self.language)}{closing}"

    def _is_open_to_doubt(self, word: Word, core: str) -> bool:
        return (
            word.confidence < DOUBTED
            and len(core) >= _LEAST_LETTERS
            and core.isalpha()
            and core.islower()
            and core not in self.kept
            and not word.emphasised
            and not word.spoken
        )


def words_of_names(names: Iterable[str]) -> frozenset[str]:
    """Return the single words of names, as ``Spelling.kept`` takes them."""
    return frozenset(part.lower() for name in names for part in name.split())


@cache_short_texts(4096)
def respelt(word: str, language: str) -> str:
    """Return the word meant by a misspelt one; ``word`` itself if it is correct or unclear."""
    if is_word(word, language):
        return word
    choices = sorted((times_said(other, language), other) for other in neighbours(word, language))
    best, second = ([(0, word), (0, word), *choices])[:-3:-1]
    if best[0] < _COMMON or best[0] < _CLEARLY * second[0]:
        return word
    is_meant = likeness(word, best[1], language) >= _ALIKE and not _is_form(word, best[1])
    return best[1] if is_meant else word


def _is_form(word: str, other: str) -> bool:
    """Return whether both may be correct: a form not listed ("trabajan") or Brazil's "bônus"."""
    if word[:-_ENDING_LETTERS] == other[: len(word) - _ENDING_LETTERS]:
        return True
    return not word.isascii() and remove_accents(word) == remove_accents(other)
