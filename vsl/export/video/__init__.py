"""Slides as a video of constant frame rate: pictures encoded once, frames that repeat them, the container."""
