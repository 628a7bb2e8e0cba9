"""A script as its author wrote it, reduced to the words that are spoken. Pure.

Marks that nobody says ([PAUSE], stage directions in brackets, headings, bold stars) are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vsl.text.spoken import spoken_tokens

# Every repetition is bounded, or one line of a thousand brackets would be searched for minutes.
_UNSPOKEN_LINE = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t].*|[-*_=~]{3,}|```.*|\((?:pause|beat|music|sfx)\b[^)\n]{0,200}\))"
    r"[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LINK = re.compile(r"!?\[([^\]\n]{0,200})\]\([^)\s]{0,500}\)")
_DIRECTION = re.compile(
    r"\[[^\]\n]{0,300}\]|<!--[^>]{0,500}-->|</?[a-z][^>\n]{0,200}>", re.IGNORECASE
)
_LIST_MARK = re.compile(r"^[ \t]*(?:[-*+•>][ \t]+)+", re.MULTILINE)
_EMPHASIS = re.compile(r"[*`]+|~~|(?<!\w)_{1,3}|_{1,3}(?!\w)")
_CHUNK = re.compile(r"[^\s—–]+[—–]*|[—–]+")  # a dash ends a word
_CLOSES = ".,;:!?…)]»”"  # belongs to the word before it, without a space
_OPENS = re.compile(r"[$€£¥¿¡\"'“‘«(]$")  # belongs to the word after it


@dataclass(frozen=True, slots=True)
class ScriptWord:
    """A word as the script shows it, and what a voice says for it."""

    text: str
    tokens: tuple[str, ...]


def script_words(script: str, language: str = "en") -> tuple[ScriptWord, ...]:
    """The words a speaker says, in the script's spelling, without marks and directions."""
    found: list[ScriptWord] = []
    opening = ""
    for chunk in _CHUNK.findall(_without_marks(script)):
        tokens = spoken_tokens(chunk, language)
        if tokens:
            found.append(ScriptWord(opening + chunk, tokens))
            opening = ""
        elif _OPENS.search(chunk) or not found:
            opening += f"{chunk} "
        else:
            space = "" if chunk[0] in _CLOSES else " "
            found[-1] = ScriptWord(f"{found[-1].text}{space}{chunk}", found[-1].tokens)
    return tuple(found)


def spoken_text(script: str, language: str = "en") -> str:
    """What a voice says, for engines that listen with the script: plain words, a line each."""
    lines = _without_marks(script).splitlines()
    said = (_said(line, language) for line in lines)
    return "\n".join(line for line in said if line)


def _said(line: str, language: str) -> str:
    return " ".join(token for word in script_words(line, language) for token in word.tokens)


def _without_marks(script: str) -> str:
    text = _UNSPOKEN_LINE.sub("", script)
    text = _DIRECTION.sub(" ", _LINK.sub(r"\1", text))
    return _EMPHASIS.sub("", _LIST_MARK.sub("", text))
