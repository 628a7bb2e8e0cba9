"""Themes: built-in ones, brand kits, and the store of the user's own."""
