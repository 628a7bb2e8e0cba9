"""Balanced lines: the fewest that hold the text, with the least squared slack. Pure.

After Knuth & Plass, "Breaking Paragraphs into Lines" (Software: Practice and Experience 11, 1981):
dynamic programming over line ends, with a cost for ends that tear the sense apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from vsl.render.layout.breaks import LinePiece, join

# Costs add to the squared slack of a line, which is a share of the measure: 0 full, 1 empty.
_SENTENCE_END: Final = -0.18  # a line that closes a sentence or a clause reads well
_CLAUSE_END: Final = -0.12
_SMALL_WORD: Final = 0.10  # "the", "of", "der", "que" lean on the word after
_SMALL_WORD_LETTERS: Final = 3
_LONELY: Final = 0.30  # one word alone on the last line, or a narrow one on any line
_NARROW: Final = 0.45  # share of the measure
_CUT: Final = 0.30  # a word cut between letters, or a phrase of a script without spaces


def wrap(
    pieces: Sequence[LinePiece], measure: float, width: Callable[[str], float]
) -> tuple[str, ...]:
    """The lines of one paragraph.

    Args:
        measure: the widest a line may be. A piece wider than that gets a line of its own.
        width: the width of a text, in the unit of ``measure``.
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
            if end - start == 1 < len(pieces) and (end == len(pieces) or fullness < _NARROW):
                cost += _LONELY
            options.append(((lines + 1, cost), start))
        chosen, start = min(options)
        best.append(chosen)
        starts.append(start)
    return _lines(pieces, starts)


def _lines(pieces: Sequence[LinePiece], starts: Sequence[int]) -> tuple[str, ...]:
    lines: list[str] = []
    end = len(pieces)
    while end:
        lines.append(join(pieces[starts[end] : end]))
        end = starts[end]
    return tuple(reversed(lines))


def _cost_of_end(pieces: Sequence[LinePiece], end: int) -> float:
    """What it costs, or gains, that a line ends before the piece at ``end``."""
    if end == len(pieces):
        return 0.0
    if pieces[end].cut or pieces[end].torn:
        return _CUT
    last = pieces[end - 1].text.rstrip("\"'”’»)")
    if last.endswith((".", "!", "?", "…", "。", "！", "？", "؟", "।")):
        return _SENTENCE_END
    if last.endswith((",", ";", ":", "—", "–", "、", "，", "،")):
        return _CLAUSE_END
    return _SMALL_WORD if len(last) <= _SMALL_WORD_LETTERS and pieces[end].spaced else 0.0
