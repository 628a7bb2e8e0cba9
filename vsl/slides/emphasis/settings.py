"""Parse the settings of automatic emphasis: a user's texts in, settings out. Pure."""

from __future__ import annotations

import re

from vsl.errors import BadInput
from vsl.model.project import EMPHASIS_KINDS, EmphasisSettings

ALL, NONE = "all", "none"
_PERCENT = 100


def parse_settings(kinds: str, share: str) -> EmphasisSettings:
    """Return the settings that two texts describe; an empty one means the default.

    Args:
        kinds: comma-separated; or ``all`` or ``none``.
        share: of the slides, such as ``0.5`` or ``50%``.
    Raises:
        BadInput: a kind is unknown or the share is invalid; the message names the valid ones.

    >>> parse_settings("price, free", "25%")
    EmphasisSettings(kinds=('price', 'free'), most_share=0.25, names=())
    """
    usual = EmphasisSettings()
    return EmphasisSettings(
        kinds=_parse_kinds(kinds) if kinds.strip() else usual.kinds,
        most_share=_parse_share(share) if share.strip() else usual.most_share,
    )


def _parse_kinds(text: str) -> tuple[str, ...]:
    words = re.split(r"[\s,]+", text.strip(" ,").lower())
    if words in ([ALL], [NONE]):
        return EMPHASIS_KINDS if words == [ALL] else ()
    for word in words:
        if word not in EMPHASIS_KINDS:
            known = ", ".join(EMPHASIS_KINDS)
            raise BadInput(f"There are no highlights {word[:30]!r}; name some of {known}, or none.")
    return tuple(kind for kind in EMPHASIS_KINDS if kind in words)


def _parse_share(text: str) -> float:
    number, is_percent, _ = text.strip().partition("%")
    try:
        share = float(number) / (_PERCENT if is_percent else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise BadInput(
            f"highlight_share={text[:20]!r} is no share of the slides; write 0.5 or 50%."
        )
    return share
