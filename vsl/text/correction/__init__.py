"""Correct recognised transcripts that have no script."""
