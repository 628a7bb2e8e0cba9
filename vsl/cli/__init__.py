"""The ``vsl`` command, one module a command or a group of them."""
