"""Find which part of a line belongs to which token of a text. Pure.

Tokens are defined in ``vsl.basics.spacing``; one that was cut spans several lines.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from vsl.basics.spacing import ends_token, split_tokens
from vsl.basics.text_cache import cache_short_texts
from vsl.render.fonts import REFERENCE_PX, open_font, shaping
from vsl.render.layout.runs import TextRun, Typography, direction, run_width_em, runs


@dataclass(frozen=True, slots=True)
class Cell:
    """A token, or the part of it on one line, in em from the start of the line."""

    token: int
    left: float
    right: float


def line_starts(lines: Sequence[str], text: str) -> list[int]:
    """Return the token that each of the ``lines`` of ``text`` begins with or continues."""
    lengths = [len(token) for token in split_tokens(text)]
    starts, token, rest = [], -1, 0
    for line in lines:
        starts.append(token if rest else token + 1)
        for word in split_tokens(line):
            if not rest:
                token += 1
                rest = lengths[token]
            rest -= len(word)
    return starts


@cache_short_texts(4096, longest=400)
def cells(line: str, first_token: int, typography: Typography) -> tuple[Cell, ...]:
    """Return the cells of a line that begins with or continues ``first_token``, left to right."""
    tokens = _token_of_each_character(unicodedata.normalize("NFC", line), first_token)
    by_token: dict[int, Cell] = {}
    x = 0.0
    for run in runs(line, typography):
        for token, left, right in _spans(run, tokens):
            cell = by_token.get(token, Cell(token, x + left, x + right))
            by_token[token] = Cell(token, min(cell.left, x + left), max(cell.right, x + right))
        x += run_width_em(run)
    return tuple(sorted(by_token.values(), key=lambda cell: cell.left))


def _token_of_each_character(line: str, first_token: int) -> list[int | None]:
    """Return the token of each character, None for spaces."""
    tokens: list[int | None] = []
    token, before = first_token - 1, " "
    for char in line:
        is_ink = not char.isspace()
        token += is_ink and (before.isspace() or ends_token(before, char))
        tokens.append(token if is_ink else None)
        before = char
    return tokens


def _spans(run: TextRun, tokens: Sequence[int | None]) -> Iterator[tuple[int, float, float]]:
    """Yield token, left and right of each piece of a run, in em from its left end."""
    start = 0
    for token, group in groupby(tokens[at] for at in run.at or range(len(run.text))):
        stop = start + len(list(group))
        if token is not None:
            left, right = sorted((_offset(run, start), _offset(run, stop)))
            yield token, left, right
        start = stop


def _offset(run: TextRun, count: int) -> float:
    """Return where the first ``count`` characters of a run end, in em from its left end."""
    font = open_font(run.file, REFERENCE_PX)
    advance = font.getlength(run.text[:count], direction=direction(run)) / REFERENCE_PX
    return run_width_em(run) - advance if run.rtl and shaping() == "raqm" else advance
