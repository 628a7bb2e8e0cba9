"""A glossary of product and personal names: a user's text in, checked entries out. Pure.

``glossary_match`` finds the names in a transcript.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vsl.basics.strict_json import parse_json
from vsl.errors import BadInput, TooLarge

MOST_TERMS = 2000
_LONGEST_LETTERS = 80  # characters of a name or a sound-alike
MOST_WORDS = 5  # of one name or sound-alike


@dataclass(frozen=True, slots=True)
class Term:
    """A name as it is written, and the forms in which recognisers write it."""

    text: str
    sounds_like: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glossary:
    """Names that the recogniser cannot know."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def with_project(self, project: Glossary) -> Glossary:
        """Return this glossary merged with a project's, whose entries take precedence."""
        names = {term.text.casefold() for term in project.terms}
        rest = (term for term in self.terms if term.text.casefold() not in names)
        return Glossary((*project.terms, *rest))

    def hot_words(self) -> tuple[str, ...]:
        """Return the names alone, for recognisers that accept a list of expected words."""
        return tuple(term.text for term in self.terms)

    def to_text(self) -> str:
        """Return the text that ``parse_glossary`` reads, one entry a line."""
        lines = (f"{t.text}: {', '.join(t.sounds_like)}".rstrip(": ") for t in self.terms)
        return "".join(f"{line}\n" for line in lines)


def parse_glossary(text: str, *, name: str = "The glossary") -> Glossary:
    """Return the names in ``text``: one a line, ``ClickFunnels: click funnels, klick funnels``.

    Sound-alikes are optional; empty lines and lines that begin with ``#`` are ignored. A JSON
    object of names and lists of sound-alikes is read too.

    Args:
        name: what error messages call the text.
    Raises:
        BadInput: an entry is unusable; the message names its line.
        TooLarge: more than ``MOST_TERMS`` names.

    >>> parse_glossary("ClickFunnels: click funnels, klick funnels").terms
    (Term(text='ClickFunnels', sounds_like=('click funnels', 'klick funnels')),)
    """
    entries = _json_entries(text, name) if text.lstrip().startswith("{") else _line_entries(text)
    terms: dict[str, Term] = {}
    for place, written, sounds in entries:
        term = _term(written, sounds, f"{name}, {place}")
        if (key := term.text.casefold()) in terms:
            raise BadInput(f"{name}, {place}: {term.text!r} stands there twice; keep one entry.")
        terms[key] = term
    if len(terms) > MOST_TERMS:
        raise TooLarge(f"{name} has more than {MOST_TERMS:,} names; keep those that are spoken.")
    return Glossary(tuple(terms.values()))


def _line_entries(text: str) -> Iterator[tuple[str, str, Sequence[str]]]:
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            written, _, sounds = line.partition(":")
            yield f"line {number}", written, sounds.split(",") if sounds.strip() else ()


def _json_entries(text: str, name: str) -> Iterator[tuple[str, str, Sequence[str]]]:
    entries = parse_json(text, name)
    for written, sounds in entries.items():
        if not isinstance(sounds, list) or not all(isinstance(sound, str) for sound in sounds):
            raise BadInput(
                f'{name}, {written!r}: write its sound-alikes as a list, such as ["click funnels"].'
            )
        yield f"{written!r}", written, sounds


def _term(written: str, sounds: Sequence[str], place: str) -> Term:
    text, *alikes = (" ".join(part.split()) for part in (written, *sounds))
    if not text:
        raise BadInput(f"{place} has no name before the colon; write Name: how it is heard.")
    for part in (text, *alikes):
        if not any(char.isalnum() for char in part):
            raise BadInput(f"{place} has an empty or unspoken part; write words between commas.")
        if len(part) > _LONGEST_LETTERS or len(part.split()) > MOST_WORDS:
            raise BadInput(
                f"{place}: {part[:30]!r} has more than {MOST_WORDS} words or {_LONGEST_LETTERS}"
                " letters; an entry is a name, then a colon and its sound-alikes."
            )
    return Term(text, tuple(dict.fromkeys(alikes)))
