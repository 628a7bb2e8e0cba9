"""The migration steps, one module each."""
