"""Text as runs of an office document give it: tokens, and which of them look unlike the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Run: TypeAlias = tuple[str, str]
"""A piece of text and its look, "" for that of the text around it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A slide's text by its runs."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """All of it on one line."""
        return " ".join("".join(text for text, _ in self.runs).split())

    def strong(self, plain: str) -> frozenset[int]:
        """Which tokens hold letters that look unlike ``plain``."""
        found, token, inside = set(), -1, False
        for text, look in self.runs:
            for char in text:
                begins = not char.isspace() and not inside
                inside = not char.isspace()
                token += begins
                if inside and look != plain:
                    found.add(token)
        return frozenset(found)


def plain_look(texts: Iterable[Looked]) -> str:
    """The look that most letters have; programs that save anew write it out at every run."""
    counts: Counter[str] = Counter()
    for each in texts:
        for text, look in each.runs:
            counts[look] += len(text)
    return max(counts, key=lambda look: (counts[look], look == ""), default="")


def joined(parts: Sequence[Looked]) -> Looked:
    """Several texts as one."""
    runs: list[Run] = []
    for part in parts:
        runs += [*([(" ", "")] if runs else []), *part.runs]
    return Looked(tuple(runs))
