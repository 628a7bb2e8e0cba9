"""Where undo and redo lead, and which versions of a document are worth keeping. Pure.

Every save is a new version, undo and redo included, so that version numbers only grow and nothing
is ever lost. A version of undo or redo has no document of its own: it names the version that has.

    1 ← 2 ← 3      three edits; ``before`` points back
            4 = 2  undo: shows 2 again, ``tip`` stays 3, so that redo leads there
        2 ← 5      an edit: made from 2, its own tip; redo has nowhere to go
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

KEPT = 200  # newest versions that are kept, and steps that undo can walk back
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Link:
    """How a version hangs together with the others of its project."""

    number: int
    same_as: int  # whose document it shows; its own number where that was new
    before: int | None  # what a new document was made from
    tip: int  # where redo leads in the end; same_as where there is nothing to redo
    what: str  # was done
    created: float  # Unix time, s


Links = Mapping[int, Link]


def undone(links: Links, current: int) -> Link | None:
    """The version that undo shows again, or None where it reaches no further."""
    here = links[links[current].same_as]
    return None if here.before is None else links.get(here.before)


def redone(links: Links, current: int) -> Link | None:
    """The version that redo shows again, or None where nothing was undone."""
    here = links[current].same_as
    for link in _ancestors(links, links[current].tip):
        if link.before == here:
            return link
    return None


def worth_keeping(links: Links, current: int, keep: int = KEPT) -> set[int]:
    """The versions that stay: the newest, what undo and redo reach, and the last of each day."""
    newest = sorted(links)[-keep:]
    days = {int(links[n].created // _DAY_S): links[n].same_as for n in sorted(links)}
    near = zip(range(keep), _ancestors(links, links[current].tip), strict=False)
    kept = {*newest, current, *days.values(), *(link.number for _, link in near)}
    return kept | {links[number].same_as for number in kept}


def _ancestors(links: Links, number: int | None) -> Iterator[Link]:
    while number is not None and number in links:
        yield links[number]
        number = links[number].before
