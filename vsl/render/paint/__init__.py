"""Scenes of slides as pixels."""
