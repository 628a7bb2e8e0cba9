"""Looks: the finished ones, brand kits, and the store that keeps them."""
