"""Scripts and captions out of files that people bring."""
