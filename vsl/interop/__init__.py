"""Projects as objects of other libraries."""
