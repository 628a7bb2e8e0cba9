"""An extension of Griffe, which reads docstrings for mkdocstrings: examples become code.

In a docstring an example follows the text without a heading; Markdown would take its ``>>>`` for
quotations. It is given the heading that Griffe knows.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from griffe import Extension, Object

_EXAMPLE = re.compile(r"^(>>> .*(?:\n.+)*(?:\n\n>>> .*(?:\n.+)*)*)", re.MULTILINE)


class ExamplesAsSections(Extension):  # type: ignore[misc]  # Griffe is in .venv-docs
    """Adds the heading ``Examples:`` to every example that has none."""

    def on_object(self, *, obj: Object, **kwargs: Any) -> None:
        """Rewrite the docstring of an object that was loaded."""
        if obj.docstring:
            obj.docstring.value = add_headings(inspect.cleandoc(obj.docstring.value))


def add_headings(text: str) -> str:
    """Return a docstring with a heading above each run of examples at its left edge.

    >>> print(add_headings("Return twice n.\\n\\n>>> double(2)\\n4"))
    Return twice n.
    <BLANKLINE>
    Examples:
        >>> double(2)
        4
    """
    return _EXAMPLE.sub(_indent, text)


def _indent(found: re.Match[str]) -> str:
    rows = [f"    {row}" if row else row for row in found[0].split("\n")]
    return "\n".join(["Examples:", *rows])
