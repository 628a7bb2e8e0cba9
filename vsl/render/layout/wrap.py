"""Wrap text into balanced lines: the fewest lines, with the least squared slack. Pure.

After Knuth & Plass, "Breaking Paragraphs into Lines" (Software: Practice and Experience 11, 1981):
dynamic programming over line breaks, with a cost for breaks that disturb the sense. Where pieces
have grammatical costs, a break inside a phrase costs more than any imbalance: "Click | the button
below", not "Click the | button below".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from vsl.render.layout.breaks import LinePiece, join

# Costs add to the squared slack of a line, which is a share of the measure: 0 full, 1 empty.
_SENTENCE_END: Final = -0.18  # breaks after a sentence or a clause read well
_CLAUSE_END: Final = -0.12
_SMALL_WORD: Final = 0.10  # "the", "of", "der", "que" belong to the word after; used without costs
_SMALL_WORD_LETTERS: Final = 3
_LONELY: Final = 0.30  # one word alone on the last line, or a narrow one on any line
_NARROW: Final = 0.45  # share of the measure
_CUT: Final = 0.30  # a word cut between letters, or a phrase of a script without spaces
_TORN: Final = 2.0  # a phrase: more than balancing can gain
_BY_GRAMMAR: Final = 0.08  # of a piece's cost
_LINE: Final = 0.7  # one more than the fewest, if more are allowed: less than a torn phrase

IN_PHRASE: Final = 10  # grammatical costs from here on are inside a phrase


def wrap(
    pieces: Sequence[LinePiece],
    measure: float,
    width: Callable[[str], float],
    *,
    keeps_phrases: bool = False,
) -> tuple[str, ...]:
    """Return the lines of one paragraph as texts, see ``wrap_pieces``."""
    return tuple(map(join, wrap_pieces(pieces, measure, width, keeps_phrases=keeps_phrases)))


def wrap_pieces(
    pieces: Sequence[LinePiece],
    measure: float,
    width: Callable[[str], float],
    *,
    keeps_phrases: bool = False,
) -> tuple[Sequence[LinePiece], ...]:
    """Return the lines of one paragraph.

    Args:
        measure: the greatest width of a line. A wider piece gets a line of its own.
        width: the width of a text, in the unit of ``measure``.
        keeps_phrases: prefer more lines to breaks inside phrases.
    """
    widths, space = [width(piece.text) for piece in pieces], width(" ")
    best: list[tuple[int, float]] = [(0, 0.0)]  # lines and cost of the first n pieces
    starts = [0]  # where the last of those lines begins
    for end in range(1, len(pieces) + 1):
        options, line = [], -space
        for start in reversed(range(end)):
            line += widths[start] + space * (start + 1 == end or pieces[start + 1].spaced)
            if line > measure and start + 1 < end:
                break
            lines, cost = best[start]
            fullness = line / measure
            cost += (1 - fullness) ** 2 + _cost_of_end(pieces, end)
            if keeps_phrases:
                lines, cost = -1, cost + _LINE
            if end - start == 1 < len(pieces) and (end == len(pieces) or fullness < _NARROW):
                cost += _LONELY
            options.append(((lines + 1, cost), start))
        chosen, start = min(options)
        best.append(chosen)
        starts.append(start)
    return _lines(pieces, starts)


def count_torn(lines: Sequence[Sequence[LinePiece]]) -> int:
    """Return how many lines break inside a phrase."""
    return sum(line[0].cost >= IN_PHRASE for line in lines[1:] if line)


def _lines(pieces: Sequence[LinePiece], starts: Sequence[int]) -> tuple[Sequence[LinePiece], ...]:
    lines: list[Sequence[LinePiece]] = []
    end = len(pieces)
    while end:
        lines.append(pieces[starts[end] : end])
        end = starts[end]
    return tuple(reversed(lines))


def _cost_of_end(pieces: Sequence[LinePiece], end: int) -> float:
    """Return the cost, or negative gain, of a line break before the piece at ``end``."""
    if end == len(pieces):
        return 0.0
    if pieces[end].cut or pieces[end].torn:
        return _CUT
    if pieces[end].cost >= IN_PHRASE:  # whatever mark stands before it: "Dr. | Mercer"
        return _TORN + _BY_GRAMMAR * pieces[end].cost
    last = pieces[end - 1].text.rstrip("\"'”’»)")
    if last.endswith((".", "!", "?", "…", "。", "！", "？", "؟", "।")):
        return _SENTENCE_END
    if last.endswith((",", ";", ":", "—", "–", "、", "，", "،")):
        return _CLAUSE_END
    if pieces[end].cost:
        return _BY_GRAMMAR * pieces[end].cost
    return _SMALL_WORD if len(last) <= _SMALL_WORD_LETTERS and pieces[end].spaced else 0.0
