"""The layout of a slide's lines. Pure."""
