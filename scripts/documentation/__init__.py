"""Builds the documentation: `python -m scripts.documentation`."""
