"""Align a script with a recording: times, differences, and the report on them."""
