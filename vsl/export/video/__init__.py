"""Slides as constant-frame-rate video: pictures encoded once, and frames that repeat them."""
