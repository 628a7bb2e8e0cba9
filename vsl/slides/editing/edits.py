"""An author's edits of a deck, as values that convert to and from JSON.

``apply.py`` carries them out. Slides are named by their ids, tokens by their position in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import UnionType
from typing import Any, TypeAlias, get_type_hints

from vsl.basics.json_codec import to_plain
from vsl.errors import BadInput
from vsl.model.appearance import Staging, Theme
from vsl.model.document import read_staging, read_theme
from vsl.model.project import Section, Slide, Word


@dataclass(frozen=True, slots=True)
class Retype:
    """Replace a slide's text, and correct the spoken words under it."""

    slide: str
    text: str
    shown_only: bool = False  # True: captions and words stay as they are spoken


@dataclass(frozen=True, slots=True)
class ReplaceAll:
    """Replace a text on every slide that contains it."""

    find: str
    replacement: str
    match_case: bool = False
    whole_words: bool = True


@dataclass(frozen=True, slots=True)
class Split:
    """Split a slide in two; the second begins with ``token``, when it is spoken."""

    slide: str
    token: int


@dataclass(frozen=True, slots=True)
class Merge:
    """Merge this slide and the next."""

    slide: str


@dataclass(frozen=True, slots=True)
class MoveBreak:
    """Move the break to the next slide: ``tokens`` of the two stay on this one."""

    slide: str
    tokens: int


@dataclass(frozen=True, slots=True)
class MoveBoundary:
    """Change the time at which a slide replaces the one before it."""

    slide: str
    start_ms: int


@dataclass(frozen=True, slots=True)
class Insert:
    """Insert an unspoken slide in the time of the slide ``after``; "" means before the first."""

    after: str
    text: str
    start_ms: int | None = None  # None: when the slide before has been spoken, or half of its time


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Show the same slide again, for the second half of its time."""

    slide: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a slide; the one before it stays on the screen instead."""

    slide: str


@dataclass(frozen=True, slots=True)
class Emphasise:
    """Emphasise tokens with a kind; an empty ``kind`` removes their emphasis."""

    slide: str
    tokens: tuple[int, ...]
    kind: str = "script"


@dataclass(frozen=True, slots=True)
class Hide:
    """Hide a slide, or show it again."""

    slide: str
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class SetReveal:
    """Set how a slide's text appears; an empty ``slide`` means all slides."""

    slide: str
    reveal: str


@dataclass(frozen=True, slots=True)
class SetSection:
    """Begin a section at a slide; an empty ``kind`` removes it."""

    slide: str
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class SetTheme:
    """Change the theme of the deck."""

    theme: Theme


@dataclass(frozen=True, slots=True)
class SetStaging:
    """Change the cards, transitions, music, speaker or call to action."""

    staging: Staging


@dataclass(frozen=True, slots=True)
class Undo:
    """The inverse of an edit: which slides and words to restore. Made only by ``apply.apply``."""

    first_slide: int
    slide_count: int  # to be replaced
    slides: tuple[Slide, ...]  # to be restored
    first_word: int
    word_count: int
    words: tuple[Word, ...]
    theme: Theme
    staging: Staging
    sections: tuple[Section, ...]


Edit: TypeAlias = (
    Retype | ReplaceAll | Split | Merge | MoveBreak | MoveBoundary | Insert | Duplicate | Delete
    | Emphasise | Hide | SetReveal | SetSection | SetTheme
    | SetStaging | Undo
)  # fmt: skip

EDITS: Mapping[str, type[Any]] = {
    "retype": Retype,
    "replace_all": ReplaceAll,
    "split": Split,
    "merge": Merge,
    "move_break": MoveBreak,
    "move_boundary": MoveBoundary,
    "insert": Insert,
    "duplicate": Duplicate,
    "delete": Delete,
    "emphasise": Emphasise,
    "hide": Hide,
    "set_reveal": SetReveal,
    "set_section": SetSection,
    "set_theme": SetTheme,
    "set_staging": SetStaging,
}
"""The edits that convert to JSON, by the name in their field ``edit``."""


def to_json(edit: Edit) -> dict[str, Any]:
    """Return ``edit`` as plain JSON values, its kind in the field ``edit``."""
    name = next(name for name, kind in EDITS.items() if kind is type(edit))
    return {"edit": name, **to_plain(edit)}


def from_json(row: Any) -> Edit:
    """Return the edit that plain JSON values describe.

    Raises:
        BadInput: unknown edit, or a field that is missing, unknown or of the wrong type.
    """
    name = row.get("edit") if isinstance(row, dict) else None
    if not isinstance(name, str) or name not in EDITS:
        raise BadInput(f"No edit is called {name!r}; use one of {', '.join(EDITS)}.")
    kind = EDITS[name]
    values = {key: value for key, value in row.items() if key != "edit"}
    types = get_type_hints(kind)
    for key, value in values.items():
        if key not in types:
            raise BadInput(f"The edit {name} has no field {key!r}.")
        values[key] = _read(f"{name}.{key}", value, types[key])
    try:
        edit: Edit = kind(**values)
    except TypeError as error:
        needed = ", ".join(each.name for each in fields(kind))
        raise BadInput(f"The edit {name} lacks a field; it takes {needed}.") from error
    return edit


def _read(place: str, value: Any, kind: Any) -> Any:
    if kind is Theme and isinstance(value, dict):
        return read_theme(value)
    if kind is Staging and isinstance(value, dict):
        return read_staging(value)
    if kind == tuple[int, ...] and isinstance(value, list) and all(map(_is_whole, value)):
        return tuple(value)
    simple = kind.__args__ if isinstance(kind, UnionType) else (kind,)
    right = _is_whole(value) if int in simple else type(value) in simple
    if right or (value is None and type(None) in simple):
        return value
    raise BadInput(f"{place} is {value!r}, which is of the wrong type.")


def _is_whole(value: Any) -> bool:
    return type(value) is int  # True is an int to isinstance
