"""Which version undo and redo show, and which versions of a document are kept. Pure functions.

Every save is a new version, undo and redo included, so version numbers only grow and nothing is
lost. A version made by undo or redo has no document of its own; it names the version that has.

    1 ← 2 ← 3      three edits; ``before`` points back
            4 = 2  undo: shows 2 again, ``tip`` stays 3, so that redo leads there
        2 ← 5      an edit: made from 2, its own tip; nothing to redo
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

KEPT = 200  # newest versions that are kept, and the most steps of undo
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Link:
    """How a version is related to the others of its project."""

    number: int
    same_as: int  # the version whose document it shows; its own number if new
    before: int | None  # the version that a new document was made from
    tip: int  # the last version that redo can reach; same_as if there is none
    what: str  # description of the change
    created: float  # Unix time, s


Links = Mapping[int, Link]


def undone(links: Links, current: int) -> Link | None:
    """Return the version that undo shows, or None if it is not available."""
    shown = links[links[current].same_as]
    return None if shown.before is None else links.get(shown.before)


def redone(links: Links, current: int) -> Link | None:
    """Return the version that redo shows, or None if nothing was undone."""
    shown = links[current].same_as
    for link in _ancestors(links, links[current].tip):
        if link.before == shown:
            return link
    return None


def worth_keeping(links: Links, current: int, keep: int = KEPT) -> set[int]:
    """Return the versions to keep: newest, reachable by undo or redo, last of each day."""
    newest = sorted(links)[-keep:]
    days = {int(links[n].created // _DAY_S): links[n].same_as for n in sorted(links)}
    reachable = zip(range(keep), _ancestors(links, links[current].tip), strict=False)
    kept = {*newest, current, *days.values(), *(link.number for _, link in reachable)}
    return kept | {links[number].same_as for number in kept}


def _ancestors(links: Links, number: int | None) -> Iterator[Link]:
    while number is not None and number in links:
        yield links[number]
        number = links[number].before
