"""One-line descriptions of changes, as the list of a deck's versions shows them."""

from __future__ import annotations

from typing import Any

_EDITS = {
    "retype": "Retyped a slide",
    "replace_all": "Replaced a text",
    "split": "Split a slide",
    "merge": "Joined two slides",
    "move_break": "Moved a break",
    "move_boundary": "Moved the start of a slide",
    "insert": "Added a slide",
    "duplicate": "Doubled a slide",
    "delete": "Deleted a slide",
    "emphasise": "Changed what stands out",
    "set_reveal": "Changed how text appears",
    "set_section": "Changed the sections",
    "set_theme": "Changed the look",
}


def describe_edits(rows: Any) -> str:
    """Return a description of a list of edits that has not been validated yet."""
    descriptions = (
        [_describe_edit(row) for row in rows if isinstance(row, dict)]
        if isinstance(rows, list)
        else []
    )
    if len(descriptions) < 2:
        return "".join(descriptions) or "Changed nothing"
    return f"{descriptions[0]} and {len(descriptions) - 1} more"


def describe_decision(follow_voice: bool | None) -> str:
    """Return a description of a decision between script and voice."""
    if follow_voice is None:
        return "Left a difference open"
    return "Followed the voice" if follow_voice else "Kept the script"


def _describe_edit(row: dict[str, Any]) -> str:
    name = str(row.get("edit"))[:40]
    if name == "hide":
        return "Hid a slide" if row.get("hidden", True) else "Showed a slide again"
    return _EDITS.get(name, "Changed a slide")
