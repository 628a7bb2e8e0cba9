"""Painting: scenes of slides in, pixels out."""
