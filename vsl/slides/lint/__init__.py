"""Checks of a deck for problems that viewers would notice, each with its place and a fix. Pure."""
