"""Slides as pictures: themes, layout, drawing and the picture cache."""
