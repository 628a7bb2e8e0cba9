"""Format times for display."""

from __future__ import annotations


def clock(time_ms: int) -> str:
    """Return a time as ``m:ss``, from an hour on as ``h:mm:ss``."""
    minutes, seconds = divmod(time_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
