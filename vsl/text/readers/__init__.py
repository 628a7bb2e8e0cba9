"""Read scripts and captions from users' files."""
