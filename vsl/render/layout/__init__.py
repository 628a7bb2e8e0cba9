"""Where each line of a slide stands. Pure."""
