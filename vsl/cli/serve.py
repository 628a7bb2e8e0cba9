"""``vsl serve``: run the studio on this machine."""

from __future__ import annotations

import click

from vsl.web import server


@click.command(help="Serve the studio.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve until interrupted."""
    server.serve(host, port)
