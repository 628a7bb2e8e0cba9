"""Break captions into lines by grammar: text in, text with line ends out. Pure.

Players would fill each line and break wherever it is full.

Source: Netflix Timed Text Style Guide, "Line treatment": one line where the text fits on it, else
the fewest that hold it, parted after punctuation and before conjunctions and prepositions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from vsl.slides.lines import line_costs
from vsl.slides.segmentation.presets import CAPTIONS

_UNEVEN: Final = 12.0  # cost of an empty line; a quarter left empty costs a clause break


def set_rows(text: str, language: str = "en", *, characters: int = CAPTIONS.line_characters) -> str:
    """Return ``text`` in the fewest lines of at most ``characters`` characters.

    Existing line ends stay. A word longer than a line gets its own line.

    >>> print(set_rows("Today you get three of them, and our guide to forty common houseplants."))
    Today you get three of them,
    and our guide to forty common houseplants.
    """
    costs = line_costs(text, language)
    rows: list[str] = []
    first = 0
    for line in text.splitlines() if costs else [text]:
        words = line.split()
        costs_of_line = costs[first : first + len(words) - 1]
        rows += _rows(words, costs_of_line, characters) if costs else [line]
        first += len(words)
    return "\n".join(rows)


def _rows(words: Sequence[str], costs: Sequence[int], characters: int) -> list[str]:
    """Return ``words`` in the fewest lines, with the cheapest line ends."""
    best: list[tuple[int, float, list[int]]] = [(0, 0.0, [])]  # lines, cost and ends of n words
    for stop in range(1, len(words) + 1):
        options = []
        for first in reversed(range(stop)):
            length = len(" ".join(words[first:stop]))
            if length > characters and first + 1 < stop:
                break
            lines, cost, ends = best[first]
            cost += _UNEVEN * max(0.0, 1 - length / characters) ** 2
            cost += costs[stop - 1] if stop < len(words) else 0.0
            options.append((lines + 1, cost, [*ends, stop]))
        best.append(min(options))
    starts = [0, *best[-1][2]]
    return [" ".join(words[first:stop]) for first, stop in pairwise(starts)]
