"""The HTTP interface: parse requests, call workflows, serialise answers."""
