"""A spoken sales video goes in; the same voice with one big slide per thought comes out."""

__version__ = "0.1.0"
