"""``vsl worker``: do jobs for web processes on any machine."""

from __future__ import annotations

import click

_ANY = {"ignore_unknown_options": True, "allow_extra_args": True}


@click.command(help="Do jobs for web processes on any machine.", context_settings=_ANY)
@click.argument("celery_options", nargs=-1, type=click.UNPROCESSED)
def worker(celery_options: tuple[str, ...]) -> None:
    """Work until stopped."""
    from vsl.worker.celery_program import work

    work(celery_options)
