"""Ports for servers that tests start."""

from __future__ import annotations

import random
import socket

_BELOW_OUTGOING = range(20_000, 32_768)  # Linux takes ports of its own choice from above


def free_port() -> int:
    """A port of this machine that nobody listens on, and that no connection takes meanwhile."""
    while True:
        port = random.SystemRandom().choice(_BELOW_OUTGOING)
        with socket.socket() as found:
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
