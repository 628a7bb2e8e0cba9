"""Weights of models: where they are found, fetched, checked and converted."""
