"""Projects as values of other libraries, for people who go on from there."""
