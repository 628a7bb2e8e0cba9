"""Slides as a video of constant frame rate: pictures encoded once, and frames that repeat them."""
