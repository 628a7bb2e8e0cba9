"""The media types of exports, by their extension."""

from __future__ import annotations

_TYPES = {
    "mp4": "video/mp4",
    "srt": "application/x-subrip",
    "vtt": "text/vtt",
    "txt": "text/plain",
    "json": "application/json",
    "chapters.json": "application/json",
}
UNKNOWN = "application/octet-stream"


def export_type(format: str) -> str:
    """The media type of an export."""
    return _TYPES.get(format, UNKNOWN)
