"""What an author may do to a deck, as values that travel as JSON.

``edit.py`` carries them out. Slides are named by their ids, tokens by their position in the text.
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
    """Another text on a slide. The words of the voice are corrected with it, times and all."""

    slide: str
    text: str
    shown_only: bool = False  # True: captions and words keep what the voice says


@dataclass(frozen=True, slots=True)
class ReplaceAll:
    """Another text for one that stands on any number of slides."""

    find: str
    replacement: str
    match_case: bool = False
    whole_words: bool = True


@dataclass(frozen=True, slots=True)
class Split:
    """Two slides out of one; the second begins with ``token``, when that is said."""

    slide: str
    token: int


@dataclass(frozen=True, slots=True)
class Merge:
    """One slide out of two: this one and the one after it."""

    slide: str


@dataclass(frozen=True, slots=True)
class MoveBreak:
    """Another break between a slide and the one after it: ``tokens`` of the two stay here."""

    slide: str
    tokens: int


@dataclass(frozen=True, slots=True)
class MoveBoundary:
    """Another time at which a slide appears and the one before it goes."""

    slide: str
    start_ms: int


@dataclass(frozen=True, slots=True)
class Insert:
    """A slide nobody speaks, in the time of the slide ``after``; "" means before the first."""

    after: str
    text: str
    start_ms: int | None = None  # None: when the slide before has been said, or half of its time


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same slide once more, for the second half of its time."""

    slide: str


@dataclass(frozen=True, slots=True)
class Delete:
    """A slide gone; the one before it stays on the screen instead."""

    slide: str


@dataclass(frozen=True, slots=True)
class Reorder:
    """A slide before another one. Refused: slides follow the voice."""

    slide: str
    before: str


@dataclass(frozen=True, slots=True)
class Emphasise:
    """Tokens that stand out, and why; an empty ``kind`` takes what they have."""

    slide: str
    tokens: tuple[int, ...]
    kind: str = "script"


@dataclass(frozen=True, slots=True)
class Hide:
    """A slide that is not shown, or is again."""

    slide: str
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class SetReveal:
    """How a slide's text appears; an empty ``slide`` means all of them."""

    slide: str
    reveal: str


@dataclass(frozen=True, slots=True)
class SetSection:
    """A section that begins at a slide; an empty ``kind`` takes one away."""

    slide: str
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class SetTheme:
    """Another look for the deck."""

    theme: Theme


@dataclass(frozen=True, slots=True)
class SetStaging:
    """Other cards, transitions, music, speaker or call to action around the deck."""

    staging: Staging


@dataclass(frozen=True, slots=True)
class Undo:
    """The way back from an edit: what stood where. Made by ``edit.apply`` alone."""

    first_slide: int
    slide_count: int  # as they stand
    slides: tuple[Slide, ...]  # as they stood
    first_word: int
    word_count: int
    words: tuple[Word, ...]
    theme: Theme
    staging: Staging
    sections: tuple[Section, ...]


Edit: TypeAlias = (
    Retype | ReplaceAll | Split | Merge | MoveBreak | MoveBoundary | Insert | Duplicate | Delete
    | Reorder | Emphasise | Hide | SetReveal | SetSection | SetTheme
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
    "reorder": Reorder,
    "emphasise": Emphasise,
    "hide": Hide,
    "set_reveal": SetReveal,
    "set_section": SetSection,
    "set_theme": SetTheme,
    "set_staging": SetStaging,
}
"""The edits that travel, by the name in their field ``edit``."""


def to_json(edit: Edit) -> dict[str, Any]:
    """``edit`` as plain JSON values, its kind in the field ``edit``."""
    name = next(name for name, kind in EDITS.items() if kind is type(edit))
    return {"edit": name, **to_plain(edit)}


def from_json(row: Any) -> Edit:
    """The edit that plain JSON values describe.

    Raises:
        BadInput: no known edit, or a field that is missing, unknown or of another type.
    """
    name = row.get("edit") if isinstance(row, dict) else None
    if not isinstance(name, str) or name not in EDITS:
        raise BadInput(f"No edit is called {name!r}; use one of {', '.join(EDITS)}.")
    kind = EDITS[name]
    given = {key: value for key, value in row.items() if key != "edit"}
    types = get_type_hints(kind)
    for key, value in given.items():
        if key not in types:
            raise BadInput(f"The edit {name} has no field {key!r}.")
        given[key] = _read(f"{name}.{key}", value, types[key])
    try:
        edit: Edit = kind(**given)
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
