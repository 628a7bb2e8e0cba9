"""Break captions into lines in scripts without spaces, where players can't. Pure."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from vsl.basics.punctuation import ends_clause
from vsl.basics.reading_limits import find_limits, measure
from vsl.basics.word_breaks import find_word_ends

# Shares of a line.
_INSIDE_PHRASE: Final = 0.3  # cost of breaking without a space in a line that has spaces
_LOOKED_AT: Final = 80  # places on each side of the middle: three lines
_BEHIND_SIGN: Final = 0.2  # gain of breaking after a comma or a full stop


def caption_lines(text: str) -> list[str]:
    """Return the non-blank lines of a caption; long lines in scripts without spaces are split.

    >>> caption_lines("今日は、あなたの人生を変える話をします。")
    ['今日は、あなたの人生を', '変える話をします。']
    >>> caption_lines("Other languages are parted by players.")
    ['Other languages are parted by players.']
    """
    limits = find_limits(text)
    lines = [line for row in text.splitlines() if (line := row.strip())]
    if limits is None:
        return lines
    return [part for line in lines for part in _split_line(line, limits.line_characters)]


def _nearest(places: Sequence[int], ideal: int) -> Sequence[int]:
    """Return the places around an ideal one; of more, each would cost a look at the whole line."""
    ordered = sorted(places)
    middle = bisect_left(ordered, ideal)
    return ordered[max(0, middle - _LOOKED_AT) : middle + _LOOKED_AT]


def _split_line(line: str, longest: int) -> Iterator[str]:
    count = math.ceil(measure(line) / longest)
    places = [*find_word_ends(line), *(n for n, char in enumerate(line) if char.isspace())]
    if count < 2 or not places:
        yield line
        return
    upper = (count + 1) // 2
    has_spaces = any(char.isspace() for char in line)

    def cost(place: int) -> float:
        """Return how uneven the two parts are, and how much too long."""
        left, right = measure(line[:place]), measure(line[place:].lstrip())
        over = max(0.0, left - upper * longest) + max(0.0, right - (count - upper) * longest)
        ideal = (left + right) * upper / count
        torn = _INSIDE_PHRASE * longest * (has_spaces and not line[place].isspace())
        sign = _BEHIND_SIGN * longest * ends_clause(line[:place])
        return abs(left - ideal) + torn - sign + 10 * over

    place = min(_nearest(places, len(line) * upper // count), key=cost)
    yield from _split_line(line[:place], longest)
    yield from _split_line(line[place:].lstrip(), longest)
