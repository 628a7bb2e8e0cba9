"""Separate a script's marks from its spoken words. Pure.

The script's text (plain or Markdown) flows in; lines of text and marks flow out. Bold letters stay
between two characters of Unicode's private use area until the text is split into words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vsl.basics.spacing import split_tokens
from vsl.model.project import Break
from vsl.text.script.markdown import ESCAPED_AT, flatten_markdown
from vsl.text.script.screenplay import mark_screenplay

BOLD, PLAIN = "\ue000", "\ue001"  # start and end of bold letters
MARK = "\ue002"  # placeholder of a mark in a line's text
_OWN = re.compile("[\ue000-\uefff]")

# Every repetition is bounded, or one line of a thousand brackets would be searched for minutes.
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!$>~|<])")
_ESCAPED = re.compile("[\ue100-\ue1ff]")
_HEADING = re.compile(r"[ \t]{0,3}+#{1,6}+[ \t]++(.*+)")
_LONGEST_HEADING = 500  # characters
_RULE = re.compile(r"[ \t]*(?:[-*_=~][ \t]?){3,}[ \t]*|[ \t]*```.*")
_ASIDE = re.compile(
    r"[ \t]*\(((?:pause|beat|pausa|music|música|musik|sfx|sound)\b[^)\n]{0,200})\)[ \t]*",
    re.IGNORECASE,
)
_DIRECTION = re.compile(r"\[([^\[\]\n]{0,300})\]")
_NAMED = re.compile(rf"^[ \t]*{MARK} :(?=[ \t]|$)")  # a speaker in brackets
_BOLD_TAG = re.compile(r"<(/?)(?:b|strong)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^>\n]{0,200}>", re.IGNORECASE)
_LABEL = re.compile(
    r"^[ \t]*(?:VO|V\.O\.|VOICE[- ]?OVER|NARRATOR|HOST|SPEAKER|NARRADOR|LOCUTOR|SPRECHER|NARRATEUR"
    r"|NARRATORE)(?: ?\([^)\n]{0,40}\))?:[ \t]*"
)
_LIST_MARK = re.compile(r"^[ \t]*(?:[-*+•>][ \t]+)+")
_STRONG = re.compile(
    r"(?<!\w)(\*\*\*|\*\*|___|__)(?=[^\s*_])((?:(?!\1|\n[ \t]*\n).){1,600})\1", re.S
)
_STRONG_INSIDE = re.compile(r"(\*\*\*|\*\*)(?=[^\s*])((?:(?!\1|\n).){1,300})\1")
_SLANTED = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,300})(?<=\S)\*(?![\w*])")
_LEFT_OVER = re.compile(r"\*{2,}|`+|~~|(?<!\w)_{1,3}|_{1,3}(?!\w)|(?<!\S)\*(?!\S)")

_PAUSE = re.compile(
    r"(?:long |short )?(?:pause|pausa|beat|silence|stille|silencio|silêncio)\b", re.I
)
_SECONDS = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?")
_SLIDE = re.compile(r"(?:new |next )?(?:slide|folie|diapositiva|diapositive)\b[\s#\d]*", re.I)
_ON_SCREEN = re.compile(
    r"(?:on[ -]?screen(?: text)?|text on screen|super|lower third|title card|na tela|texto na tela"
    r"|en pantalla|à l'écran|auf dem bildschirm|einblendung|a schermo)\s*[:\-–—]\s*(.*)",
    re.IGNORECASE,
)

_WRAPS, _MOSTLY = 4, 0.9  # line ends that prove wrapping by an editor, and their share
_NARROW, _WIDE = 40, 132  # characters that editors and mail programs wrap at


@dataclass(frozen=True, slots=True)
class Aside:
    """Unspoken text: the kind of mark, its text, and the break it makes."""

    kind: str  # as in ``Mark``; empty for a mere break
    text: str
    parts: Break = Break.NONE


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line of the script: its text with ``MARK`` for each aside."""

    number: int  # from 1, as editors count
    text: str
    asides: tuple[Aside, ...]
    parts: Break  # from the line before it


def script_lines(script: str) -> Iterator[MarkedLine]:
    """Yield the lines with text or marks, in order."""
    text = _OWN.sub("", script)
    text = _ESCAPE.sub(lambda match: chr(ESCAPED_AT + ord(match[1])), text)
    lines = _with_emphasis(flatten_markdown(mark_screenplay(text)).text).split("\n")
    line_break = Break.NONE if _is_wrapped(lines) else Break.LINE
    parts = Break.NONE
    for number, line in enumerate(lines, start=1):
        if not line.strip(f" \t\f\v{BOLD}{PLAIN}"):
            parts = max(parts, Break.PARAGRAPH)
            continue
        found = _line(number, line, parts)
        yield found
        parts = line_break


def _with_emphasis(text: str) -> str:
    """Return the text with bold letters between ``BOLD`` and ``PLAIN``, without other emphasis."""
    text = _BOLD_TAG.sub(lambda tag: PLAIN if tag[1] else BOLD, text)
    text = _STRONG.sub(_bold, text)
    return _STRONG_INSIDE.sub(rf"{BOLD}\2{PLAIN}", text)


def _bold(match: re.Match[str]) -> str:
    """Return bold text between its signs, repeated for each line."""
    return f"{BOLD}{match[2]}{PLAIN}".replace("\n", f"{PLAIN}\n{BOLD}")


def _line(number: int, line: str, parts: Break) -> MarkedLine:
    title = _read_heading(_strip_marks(line))
    if title is not None:
        return MarkedLine(number, MARK, (Aside("heading", _clean_text(title), Break.SLIDE),), parts)
    if _RULE.fullmatch(line):
        return MarkedLine(number, MARK, (Aside("", "", Break.SLIDE),), parts)
    if aside := _ASIDE.fullmatch(line):
        return MarkedLine(number, MARK, (_aside(aside[1]),), parts)
    asides: list[Aside] = []

    def set_aside(match: re.Match[str]) -> str:
        asides.append(_aside(_strip_marks(match[1])))
        return f" {MARK} "

    text = _LABEL.sub("", _LIST_MARK.sub("", line, count=1), count=1)
    text = _TAG.sub(" ", _NAMED.sub(MARK, _DIRECTION.sub(set_aside, text)))
    return MarkedLine(number, _clean_text(text), tuple(asides), parts)


def _read_heading(line: str) -> str | None:
    """Return the title in a heading; None for any other line."""
    found = _HEADING.fullmatch(line)
    title = found[1].rstrip(" \t#") if found else ""
    return title if found and len(title) <= _LONGEST_HEADING else None


def _aside(text: str) -> Aside:
    """Return the aside that a text in brackets describes."""
    text = _clean_text(text)
    if _PAUSE.match(text):
        seconds = _SECONDS.search(text)
        return Aside("pause", seconds[0].replace(",", ".") if seconds else "", Break.SLIDE)
    if shown := _ON_SCREEN.fullmatch(text):
        return Aside("on_screen", shown[1].strip('"“” '))
    if _SLIDE.fullmatch(text):
        return Aside("", "", Break.SLIDE)
    return Aside("direction", text)


def _strip_marks(text: str) -> str:
    return text.replace(BOLD, "").replace(PLAIN, "")


def _clean_text(text: str) -> str:
    """Return the text without leftover signs, with escaped characters restored."""
    text = _LEFT_OVER.sub("", _SLANTED.sub(r"\1", text))
    return _ESCAPED.sub(lambda match: chr(ord(match[0]) - ESCAPED_AT), text).strip()


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Return whether an editor wrapped the lines: the next word would not have fit."""
    pairs = [(one, other) for one, other in pairwise(lines) if one.strip() and other.strip()]
    width = max((len(line) for line in lines), default=0)
    full = sum(len(one) + 1 + len(split_tokens(other)[0]) > width for one, other in pairs)
    return len(pairs) >= _WRAPS and _NARROW <= width <= _WIDE and full >= len(pairs) * _MOSTLY
