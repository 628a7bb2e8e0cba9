"""Named quality levels of video."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vsl.errors import BadInput


@dataclass(frozen=True, slots=True)
class Quality:
    """A trade-off between file size and fidelity."""

    name: str
    quantiser: int  # H.264's QP, 0..51: lower is closer to the picture, and larger


DRAFT = Quality("draft", 31)
WEB = Quality("web", 25)
MASTER = Quality("master", 10)
QUALITIES: Mapping[str, Quality] = {each.name: each for each in (DRAFT, WEB, MASTER)}


def find_quality(name: str) -> Quality:
    """Return the quality of that name.

    Raises:
        BadInput: there is none.
    """
    try:
        return QUALITIES[name]
    except KeyError:
        known = ", ".join(QUALITIES)
        raise BadInput(f"There is no quality {name!r}; choose one of {known}.") from None
