"""Match words that were recognised in another of their readings. Pure.

Readings are chosen by what is at the same place in both texts. For a passage that is spoken
elsewhere, or beside other speech, that place is known only after the alignment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

from vsl.text.script.sameness import says_number

if TYPE_CHECKING:
    from vsl.model.project import Word
    from vsl.text.script.alignment import Laid

_FIGURE: Final = re.compile(r"\d")
_MOST_MORE: Final = 3  # recognised words on either side that may belong to a word: "dollars"
_MOST_WAYS: Final = 64  # combined readings of a few recognised words
_Tokens = tuple[str, ...]
_Ways = tuple[_Tokens, ...]


def reread_words(
    laid: Sequence[Laid],
    script: Sequence[_Ways],
    said: Sequence[_Ways],
    heard: Sequence[Word],
    *,
    language: str,
) -> list[Laid]:
    """Return the words; those recognised in another reading match, with all their words.

    Args:
        script: the readings of each word of the script, as they are compared.
        said: the readings of each recognised word.
    """
    claimed = {n for each in laid for n in each.heard_words}
    flexible = {n for n, ways in enumerate(said) if len(ways) > 1}
    found = list(laid)
    for place, each in enumerate(laid):
        places, ways = each.heard_words, script[each.number]
        if not places:
            continue
        is_figure = _FIGURE.search(each.word.text) is not None
        is_plain = len(ways) == 1 and flexible.isdisjoint(places)
        if is_plain and not is_figure:
            continue
        claimed.difference_update(places)  # by others, until the word's own are added again
        wider = _find_whole(places, ways, said, claimed)
        whole = wider or places
        more = _add_numbers(whole, said, claimed, language) if is_figure else whole
        if more != whole:
            found[place] = replace(each, heard_words=more, matches=False, likeness=0.0)
        elif wider and not (wider == places and each.matches):
            found[place] = _claim(each, wider, heard)
        claimed.update(found[place].heard_words)
    return found


def _claim(laid: Laid, places: range, heard: Sequence[Word]) -> Laid:
    """Return the word as spoken in these recognised words."""
    return replace(
        laid,
        heard_words=places,
        matches=True,
        likeness=1.0,
        start_ms=min(laid.start_ms, heard[places.start].start_ms),
        end_ms=max(laid.end_ms, heard[places.stop - 1].end_ms),
    )


def _find_whole(
    places: range, ways: _Ways, said: Sequence[_Ways], claimed: Set[int]
) -> range | None:
    """Return the longest range of recognised words around ``places`` that reads as the word."""
    first = _reach(places.start, -1, claimed, len(said))
    stop = _reach(places.stop - 1, 1, claimed, len(said)) + 1
    ranges = [
        range(a, b) for a in range(first, places.start + 1) for b in range(places.stop, stop + 1)
    ]
    longest = sorted(ranges, key=len, reverse=True)
    return next((each for each in longest if _reads_as(said[each.start : each.stop], ways)), None)


def _add_numbers(places: range, said: Sequence[_Ways], claimed: Set[int], language: str) -> range:
    """Return a figure's words up to the last number after them: "90 y 7" for ``90``."""
    stop = _reach(places.stop - 1, 1, claimed, len(said)) + 1
    numbers = (n for n in range(places.stop, stop) if says_number(said[n][0], language))
    return range(places.start, max(numbers, default=places.stop - 1) + 1)


def _reach(place: int, step: int, claimed: Set[int], size: int) -> int:
    """Return the last recognised word on one side that belongs to no other word of the script."""
    for _ in range(_MOST_MORE):
        if not 0 <= place + step < size or place + step in claimed:
            break
        place += step
    return place


def _reads_as(said: Sequence[_Ways], ways: _Ways) -> bool:
    if prod(map(len, said)) > _MOST_WAYS:
        return False
    return any(sum(choice, ()) in ways for choice in product(*said))
