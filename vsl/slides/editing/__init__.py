"""What an author may do to a deck, and how it is done."""
