"""Time lines for video editors, and chapters."""
