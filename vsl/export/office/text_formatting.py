"""Text as runs of an office document give it: tokens, and which of them look unlike the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from vsl.basics.spacing import ends_token, join_lines

Run: TypeAlias = tuple[str, str]
"""A piece of text and its look, "" for that of the text around it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A slide's text by its runs."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """All of it on one line."""
        return join_lines("".join(text for text, _ in self.runs))

    def strong(self, plain: str) -> frozenset[int]:
        """Which tokens hold letters that look unlike ``plain``."""
        found, token, before = set(), -1, " "
        for text, look in self.runs:
            for char in text:
                is_ink = not char.isspace()
                token += is_ink and (before.isspace() or ends_token(before, char))
                if is_ink and look != plain:
                    found.add(token)
                before = char
        return frozenset(found)


def plain_look(texts: Iterable[Looked]) -> str:
    """The look that most letters have; programs that save anew write it out at every run."""
    counts: Counter[str] = Counter()
    for each in texts:
        for text, look in each.runs:
            counts[look] += len(text)
    return max(counts, key=lambda look: (counts[look], look == ""), default="")


def join_texts(parts: Sequence[Looked]) -> Looked:
    """Several texts as one."""
    runs: list[Run] = []
    for part in parts:
        runs += [*([(" ", "")] if runs else []), *part.runs]
    return Looked(tuple(runs))
