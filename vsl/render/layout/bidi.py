"""The visual order of a line's letters where scripts of both directions mix. Pure.

Source: Unicode Standard Annex #9, https://www.unicode.org/reports/tr9/, without the explicit
embeddings and isolates (rules X1-X10) and the bracket pairs (N0), which do not occur in speech.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Final

_RIGHT: Final = {"R", "AL", "AN"}
_NUMBERS: Final = {"EN", "AN"}


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter with a direction is right-to-left (rules P2, P3)."""
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"})
    return next(strong, "L") != "L"


def levels(text: str, *, right_to_left: bool) -> list[int]:
    """Return the embedding level of each character; odd levels are right-to-left."""
    kinds = [unicodedata.bidirectional(char) or "L" for char in text]
    if not right_to_left and _RIGHT.isdisjoint(kinds):
        return [0] * len(text)
    base = "R" if right_to_left else "L"
    kinds = _resolve_neutrals(_resolve_numbers(kinds, base), base)
    if right_to_left:
        return [1 if kind == "R" else 2 for kind in kinds]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]


def visual_order(run_levels: Sequence[int]) -> list[int]:
    """Return the positions of runs in visual order, from left to right (rule L2)."""
    order = list(range(len(run_levels)))
    for level in range(max(run_levels, default=0), 0, -1):
        start = 0
        for deep, group in groupby([run_levels[i] >= level for i in order]):
            stop = start + len(list(group))
            if deep:
                order[start:stop] = reversed(order[start:stop])
            start = stop
    return order


def _resolve_numbers(kinds: Sequence[str], base: str) -> list[str]:
    """Apply rules W1 to W7: marks, Arabic numbers, separators and signs at numbers."""
    out: list[str] = []
    strong = base
    for kind in kinds:
        if kind == "NSM":
            kind = out[-1] if out else base
        elif kind in {"L", "R", "AL"}:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        out.append(kind)
    for i in range(1, len(out) - 1):
        before, kind, after = out[i - 1 : i + 2]
        if before == after and (
            (kind == "CS" and before in _NUMBERS) or (kind, before) == ("ES", "EN")
        ):
            out[i] = before
    _join_signs(out)
    strong = base
    for i, kind in enumerate(out):
        if kind in {"L", "R", "AL"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            out[i] = "L"
    return ["R" if kind == "AL" else kind for kind in out]


def _join_signs(kinds: list[str]) -> None:
    """Apply rule W5: currency or percent signs next to a number belong to it."""
    start = 0
    for kind, group in groupby(list(kinds)):
        stop = start + len(list(group))
        if kind == "ET" and "EN" in kinds[max(0, start - 1) : start] + kinds[stop : stop + 1]:
            kinds[start:stop] = ["EN"] * (stop - start)
        start = stop


def _resolve_neutrals(kinds: Sequence[str], base: str) -> list[str]:
    """Apply rules N1, N2: neutrals take their two neighbours' direction, else the line's."""
    out, start = list(kinds), 0
    for neutral, group in groupby([kind not in {"L", "R", *_NUMBERS} for kind in kinds]):
        stop = start + len(list(group))
        if neutral:
            before = _side(kinds[start - 1]) if start else base
            after = _side(kinds[stop]) if stop < len(kinds) else base
            out[start:stop] = [before if before == after else base] * (stop - start)
        start = stop
    return out


def _side(kind: str) -> str:
    return "R" if kind in _NUMBERS else kind
