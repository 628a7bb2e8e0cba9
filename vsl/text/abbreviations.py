"""Abbreviations in their spoken forms: ``Dr.`` → doctor, ``z. B.`` → zum Beispiel. Pure.

A written word and its language flow in, all possible readings flow out; callers choose among them
by the context.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from vsl.basics.text_cache import cache_short_texts
from vsl.text.abbreviation_lists import ABBREVIATIONS

_OPENS, _CLOSES = "\"'“‘«([{¿¡*_ ", "\"'”’»)]},;:!?…*_ "
_PLAIN_FIRST = "="
_Tokens = tuple[str, ...]


@cache_short_texts(8192)
def long_forms(written: str, language: str) -> tuple[_Tokens, ...]:
    """Return the spoken forms of an abbreviation, the most frequent first; may be empty.

    >>> long_forms("Dr.", "pt"), long_forms("kg", "de"), long_forms("drink", "en")
    ((('doutor',),), (('kilo',), ('kilogramm',)), ())
    """
    return tuple(tuple(form.split()) for form in _find_forms(written, language).split("|") if form)


def is_word_too(written: str, language: str) -> bool:
    """Return whether the letters of an abbreviation are as often an ordinary word: ``No.``.

    >>> is_word_too("No.", "en"), is_word_too("Mr.", "en")
    (True, False)
    """
    entry = _find_entry(_core(written), language)
    return entry.startswith(_PLAIN_FIRST)


def is_abbreviation(text: str, language: str) -> bool:
    """Return whether the full stop of ``text`` marks an abbreviation and may not end a sentence.

    >>> is_abbreviation("Sig.ra", "it"), is_abbreviation("Mrs.", "en"), is_abbreviation("No.", "en")
    (True, True, False)
    """
    core = _core(text)
    if "." not in core or not long_forms(text, language):
        return False
    return core in _find_parts(language) or not is_word_too(text, language)


def joins_abbreviation(first: str, second: str, language: str) -> bool:
    """Return whether two written words form one abbreviation: ``z.`` ``B.``, ``EE.`` ``UU.``."""
    if not first.endswith("."):
        return False
    return _core(f"{first} {second}") in ABBREVIATIONS.get(language, {})


def _find_forms(written: str, language: str) -> str:
    return _find_entry(_core(written), language).removeprefix(_PLAIN_FIRST)


def _find_entry(core: str, language: str) -> str:
    """Return the list's entry for an abbreviation, with or without its final full stop."""
    entries = _entries(language)
    return entries.get(core) or entries.get(core.removesuffix("."), "")


@lru_cache(maxsize=8)
def _entries(language: str) -> dict[str, str]:
    """Return a language's entries, with those of several words also by part and without spaces."""
    entries: dict[str, str] = {}
    for written, forms in ABBREVIATIONS.get(language, {}).items():
        for part, said in _parts(written, forms):
            before = entries.get(part, _PLAIN_FIRST).removeprefix(_PLAIN_FIRST)
            entries[part] = _PLAIN_FIRST + "|".join(filter(None, (before, said)))
    for written, forms in ABBREVIATIONS.get(language, {}).items():
        entries[written] = entries[written.replace(" ", "")] = forms
    return entries


@lru_cache(maxsize=8)
def _find_parts(language: str) -> frozenset[str]:
    """Return the single words of abbreviations of several words: ``uu.``, ``ej.``."""
    entries = ABBREVIATIONS.get(language, {})
    return frozenset(part for written in entries if " " in written for part in written.split())


def _parts(written: str, forms: str) -> Iterator[tuple[str, str]]:
    """Yield each word of an entry of several words with its spoken form."""
    words = written.split()
    for form in forms.split("|"):
        said = form.split()
        if 1 < len(words) == len(said):
            yield from zip(words, said, strict=True)


def _core(written: str) -> str:
    """Return the abbreviation in lower case, without the quotes, brackets and marks around it."""
    text = written.lower().replace("º", "~o").replace("ª", "~a")
    return text.lstrip(_OPENS).rstrip(_CLOSES)
