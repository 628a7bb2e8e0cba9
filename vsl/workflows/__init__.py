"""Use cases, one per module. Each calls the stages of the program in order."""
