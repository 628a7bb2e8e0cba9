"""Correction of what a recogniser wrote, where no script tells the truth."""
