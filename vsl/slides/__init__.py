"""Slides: where they break, when they change, and what fits on one. Pure, except for reading rule
files.
"""
