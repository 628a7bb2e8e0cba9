"""Words that no dictionary has, put right where that is safe: words in, the same words out. Pure.

Only words that the recogniser itself doubts, never names or anything with a capital or a digit,
never the glossary's words; and only by a common word that is spelt and sounds nearly the same.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from vsl.model.project import Word
from vsl.text.correction.dictionary import is_word, neighbours, times_said
from vsl.text.correction.edits import Edit, parts, retold
from vsl.text.phonetics import likeness

VERSION = 1
DOUBTED = 0.6  # confidence below which a word may be wrong; Whisper is surer of most words
_LEAST_LETTERS = 4
_ALIKE = 0.75  # "recieve" and "receive" 0.83, "wierd" and "weird" 0.78
_COMMON = 1000  # times that a replacement is said in the word list's films
_ENDING_LETTERS = 2  # that tell a word's forms apart
_CLEARLY = 5  # times as often as the next best, or nothing is changed


@dataclass(frozen=True, slots=True)
class Spelling:
    """Replaces misspelt words, hardly ever and by the only word that fits."""

    language: str  # one of dictionary.LANGUAGES
    kept: frozenset[str] = field(default_factory=frozenset)  # in lower case: never touched
    name: str = "spelling"
    parallel: bool = False
    reach: int = 0

    @property
    def digest(self) -> str:
        """What decides about the result."""
        kept = hashlib.sha256(" ".join(sorted(self.kept)).encode()).hexdigest()
        return f"{VERSION} {self.language} {kept}"

    def edits(self, words: Sequence[Word]) -> list[Edit]:
        """The words put right."""
        return list(retold(words, [self._put_right(word) for word in words]))

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
    """The single words of names, as ``Spelling.kept`` wants them."""
    return frozenset(part.lower() for name in names for part in name.split())


@lru_cache(maxsize=4096)
def respelt(word: str, language: str) -> str:
    """The word that must be meant by ``word``; itself where it is a word or nothing is sure."""
    if is_word(word, language):
        return word
    choices = sorted((times_said(other, language), other) for other in neighbours(word, language))
    best, second = ([(0, word), (0, word), *choices])[:-3:-1]
    if best[0] < _COMMON or best[0] < _CLEARLY * second[0]:
        return word
    is_meant = likeness(word, best[1], language) >= _ALIKE and not _is_form(word, best[1])
    return best[1] if is_meant else word


def _is_form(word: str, other: str) -> bool:
    """True where both may be right: an ending the list lacks ("trabajan"), or Brazil's "bônus"."""
    if word[:-_ENDING_LETTERS] == other[: len(word) - _ENDING_LETTERS]:
        return True
    return not word.isascii() and _without_accents(word) == _without_accents(other)


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
