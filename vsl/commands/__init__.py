"""What the ``vsl`` command does, a module a kind of work."""
