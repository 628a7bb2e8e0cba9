"""Slides as captions."""
