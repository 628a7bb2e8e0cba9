"""Hearing: one protocol, one adapter for each engine."""
