"""Text as formatted runs of an office document: its tokens, and which are emphasised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from vsl.basics.spacing import ends_token, join_lines

Run: TypeAlias = tuple[str, str]
"""A piece of text and its look, "" for no formatting."""


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A slide's text as runs."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The whole text on one line."""
        return join_lines("".join(text for text, _ in self.runs))

    def strong(self, plain: str) -> frozenset[int]:
        """Return the tokens that have letters of another look than ``plain``."""
        tokens, token, before = set(), -1, " "
        for text, look in self.runs:
            for char in text:
                is_ink = not char.isspace()
                token += is_ink and (before.isspace() or ends_token(before, char))
                if is_ink and look != plain:
                    tokens.add(token)
                before = char
        return frozenset(tokens)


def plain_look(texts: Iterable[FormattedText]) -> str:
    """Return the look of most letters; programs that rewrite a file write it at every run."""
    counts: Counter[str] = Counter()
    for each in texts:
        for text, look in each.runs:
            counts[look] += len(text)
    return max(counts, key=lambda look: (counts[look], look == ""), default="")


def join_texts(parts: Sequence[FormattedText]) -> FormattedText:
    """Return several texts as one."""
    runs: list[Run] = []
    for part in parts:
        runs += [*([(" ", "")] if runs else []), *part.runs]
    return FormattedText(tuple(runs))
