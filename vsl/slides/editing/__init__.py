"""An author's edits of a deck, and the functions that apply them."""
