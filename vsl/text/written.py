"""Parse a script into its spoken words and its marks. Pure.

Unspoken text ([PAUSE], stage directions in brackets, headings, bold stars) is kept separately.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from vsl.basics.spacing import count_words, has_no_spaces, join_words, space_words, split_words
from vsl.errors import TooLarge
from vsl.model.project import MAX_WORDS, Break, Mark
from vsl.text.abbreviations import joins_abbreviation
from vsl.text.script.marks import BOLD, MARK, PLAIN, Aside, MarkedLine, script_lines
from vsl.text.spoken import readings, reads_as_one

_CHUNK = re.compile(r"[^\s—–]+[—–]*|[—–]+")  # a dash ends a word
_CLOSES = ".,;:!?…)]»”*"  # belongs to the word before it, without a space
_OPENS = re.compile(r"[$€£¥¿¡\"'“‘«(]$")  # belongs to the word after it
_CURRENCY = re.compile(r"[A-Za-z]{0,3}[$€£¥]|%")
_SIGNS = f"{BOLD}{PLAIN}"
_CAPITALS = re.compile(r"[^\W\d_]{2,}")
_VOWEL = re.compile(r"[AEIOUYÀ-ÝΑ-ΩА-Я]")  # "NOW", not "TV" or "PDF"


@dataclass(frozen=True, slots=True)
class ScriptWord:
    """A word as the script shows it, with its readings."""

    text: str
    readings: tuple[tuple[str, ...], ...]  # all readings, the most frequent first
    line: int = 1  # of the script, from 1
    emphasised: bool = False
    break_before: Break = Break.NONE

    @property
    def tokens(self) -> tuple[str, ...]:
        """The most frequent reading."""
        return self.readings[0]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A script's spoken words, and its marks with their places among them."""

    words: tuple[ScriptWord, ...]
    marks: tuple[Mark, ...]


def script_words(script: str, language: str = "en") -> tuple[ScriptWord, ...]:
    r"""Return the spoken words in the script's spelling, without marks and directions.

    >>> [word.text for word in script_words("# Offer\nToday **only** [PAUSE] $47.")]
    ['Today', 'only', '$47.']
    """
    return read_manuscript(script, language).words


def script_as_spoken(script: str, language: str = "en") -> str:
    r"""Return the spoken text, one line a line, for engines that recognise with the script.

    >>> script_as_spoken("# Offer\nToday **only** [PAUSE] $47.")
    'today only forty seven dollars'
    """
    lines: dict[int, list[str]] = {}
    for word in script_words(script, language):
        lines.setdefault(word.line, []).extend(word.tokens)
    return "\n".join(join_words(tokens) for tokens in lines.values())


def read_manuscript(script: str, language: str = "en") -> Manuscript:
    """Return the script's words and marks; breaks belong to the word that follows them.

    Raises:
        TooLarge: more than ``MAX_WORDS`` words.
    """
    if len(script.split()) > MAX_WORDS or count_words(script) > MAX_WORDS:
        raise TooLarge(f"The script has more than {MAX_WORDS:,} words; cut it into several.")
    words: list[ScriptWord] = []
    marks: list[Mark] = []
    parts = Break.NONE
    for line in script_lines(script):
        parts = max(parts, line.parts)
        for found in _words_and_asides(line, language):
            if isinstance(found, ScriptWord):
                if words and words[-1].line != found.line:
                    text, _ = space_words([f"{words[-1].text}\n", found.text])
                    words[-1] = replace(words[-1], text=text)
                if parts:
                    found = replace(found, break_before=parts if words else Break.NONE)
                    parts = Break.NONE
                words.append(found)
                continue
            parts = max(parts, found.parts)
            if found.kind:
                marks.append(Mark(found.kind, found.text, len(words)))
    return Manuscript(tuple(words), tuple(marks))


def _words_and_asides(line: MarkedLine, language: str) -> list[ScriptWord | Aside]:
    """Return the words and asides of a line, in order; unspoken signs stay with a word."""
    found: list[ScriptWord | Aside] = []
    asides = iter(line.asides)
    opening, bold = "", False
    stressed = _has_stressed_capitals(line.text)
    for marked in _chunks(line.text):
        if marked == MARK:
            found.append(next(asides))
            continue
        chunk, is_bold, bold = _weight(marked.rstrip(), bold)
        before = found[-1] if found else None
        space = marked[len(marked.rstrip()) :]
        if readings(chunk, language)[0]:
            emphasised = is_bold or (stressed and _is_capitals(chunk))
            if not opening and isinstance(before, ScriptWord) and _goes_on(before, chunk, language):
                found[-1] = _join_chunk(before, chunk, language, emphasised=emphasised)
                continue
            read = readings(_with_currency(opening, chunk), language)
            text = opening + chunk + space
            found.append(ScriptWord(text, read, line.number, emphasised))
            opening = ""
        elif isinstance(before, ScriptWord) and chunk and not _opens(chunk, before):
            text = before.text + chunk if chunk[0] in _CLOSES else join_words([before.text, chunk])
            read = before.readings
            sign = chunk.rstrip(_CLOSES)
            if _CURRENCY.fullmatch(sign) and before.text[-1].isdecimal():
                read = readings(before.text + sign, language)
            found[-1] = replace(before, text=text + space, readings=read)
        elif chunk:
            opening += f"{chunk} " if not has_no_spaces(chunk) else chunk
    return found


def _chunks(line: str) -> Iterator[str]:
    """Yield possible words, with a space after those that joining would not separate."""
    words = split_words(line)
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        *chunks, last = _CHUNK.findall(word.rstrip())
        yield from chunks
        yield last if MARK in (last, following) else last + word[len(word.rstrip()) :]


def _goes_on(before: ScriptWord, chunk: str, language: str) -> bool:
    """Return whether both are read as one: ``$1.5`` and ``million``, ``z.`` and ``B.``."""
    if before.text[-1] == "." and joins_abbreviation(before.text, chunk, language):
        return True
    return before.text[-1].isalnum() and reads_as_one(before.text, chunk, language)


def _join_chunk(before: ScriptWord, chunk: str, language: str, *, emphasised: bool) -> ScriptWord:
    text = f"{before.text} {chunk}"
    return replace(
        before,
        text=text,
        readings=readings(text, language),
        emphasised=before.emphasised or emphasised,
    )


def _opens(chunk: str, before: ScriptWord) -> bool:
    """Return whether a sign belongs to the next word: the ``$`` of ``$ 47``, not of ``47 $``."""
    of_amount = _CURRENCY.fullmatch(chunk) and before.text[-1].isdecimal()
    return bool(_OPENS.search(chunk)) and not of_amount


def _with_currency(opening: str, chunk: str) -> str:
    """Return an amount with the sign before it: ``R$ 97`` becomes ``R$97``."""
    sign = opening.rstrip().rpartition(" ")[2]
    return sign + chunk if _CURRENCY.fullmatch(sign) and chunk[0].isdecimal() else chunk


def _weight(chunk: str, bold: bool) -> tuple[str, bool, bool]:
    """Return the chunk without signs, whether it has bold letters, and whether bold goes on."""
    if not bold and BOLD not in chunk:
        return chunk.replace(PLAIN, ""), False, False
    letters, heavy = "", False
    for char in chunk:
        if char in _SIGNS:
            bold = char == BOLD
        else:
            letters += char
            heavy = heavy or (bold and char.isalnum())
    return letters, heavy, bold


def _has_stressed_capitals(line: str) -> bool:
    """Return whether words in capitals stand out from their line."""
    words: list[str] = _CAPITALS.findall(line)
    return 2 * sum(word.isupper() for word in words) <= len(words)


def _is_capitals(chunk: str) -> bool:
    return chunk.isupper() and bool(_CAPITALS.search(chunk)) and bool(_VOWEL.search(chunk))
