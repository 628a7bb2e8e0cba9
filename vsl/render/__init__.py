"""Rendering of slides: themes, layout, drawing and the picture cache."""
