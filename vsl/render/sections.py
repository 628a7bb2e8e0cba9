"""The theme for the slides of one section. Pure."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

from vsl.model.appearance import SectionLook, Theme


@lru_cache(maxsize=256)
def theme_for_section(theme: Theme, section: str) -> Theme:
    """Return ``theme`` with the changes for ``section`` applied, and without section looks.

    Slides of sections that look the same thus have equal themes.
    """
    look = next((look for look in theme.sections if look.section == section), None)
    return replace(theme, **_changes(look) if look else {}, sections=())


def _changes(look: SectionLook) -> dict[str, Any]:
    values = {each.name: getattr(look, each.name) for each in fields(look)}
    return {
        name: value for name, value in values.items() if name != "section" and value is not None
    }
