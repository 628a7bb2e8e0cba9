"""Texts: spelling, numbers, script alignment and correction. Pure, except for readers, caches and
one HTTP client.
"""
