"""Word lists with frequencies by language, from pyspellchecker.

A list takes a fifth of a second to load (German and Portuguese about a second) and 40 to 90 MB, so
it is loaded at the first lookup and only one language is cached.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spellchecker import SpellChecker

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ACCENTED = {
    "en": "'", "pt": "áàâãçéêíóôõú", "es": "áéíñóúü", "fr": "àâçèéêëîïôùûüœ", "de": "äöüß",
    "it": "àèéìòù",
}  # fmt: skip
LANGUAGES = frozenset(_ACCENTED)


def is_word(word: str, language: str) -> bool:
    """Return whether the language's list has this lower-case word; False without a list."""
    return language in LANGUAGES and word in _list(language)


def times_said(word: str, language: str) -> int:
    """Return the frequency of this lower-case word in a large collection of film subtitles."""
    return int(_list(language).word_frequency[word]) if language in LANGUAGES else 0


def neighbours(word: str, language: str) -> set[str]:
    """Return the language's words one edit away: a letter more, less or changed, or two swapped."""
    if language not in LANGUAGES:
        return set()
    letters = _LETTERS + _ACCENTED[language]
    near: set[str] = set()
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        near.update(head + letter + tail for letter in letters)
        near.update(head + letter + tail[1:] for letter in letters)
        near.update((head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]))
    return (near & _list(language).word_frequency.dictionary.keys()) - {word}


@lru_cache(maxsize=1)
def _list(language: str) -> SpellChecker:
    from spellchecker import SpellChecker

    return SpellChecker(language=language, distance=1)
