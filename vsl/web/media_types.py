"""The media types of exports by format name."""

from __future__ import annotations

from vsl.workflows.export_project.registry import FORMATS

UNKNOWN = "application/octet-stream"
_TYPES = {each.name: each.media_type for each in FORMATS}


def export_type(format: str) -> str:
    """Return the media type of an export."""
    return _TYPES.get(format, UNKNOWN)
