"""``vsl backup`` and ``vsl restore``: all that a studio keeps, as one file, and back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vsl.cli.terminal import FILE, check_writable, show_progress
from vsl.errors import Conflict
from vsl.jobs.runner import is_running
from vsl.settings import Settings

if TYPE_CHECKING:
    from vsl.workflows.backup.take_backup import Instance

_BACKUP = "Back up all projects with their recordings, exports and looks, while the studio runs."
_RESTORE = "Restore a backup into an empty studio that does not run."


@click.command(help=_BACKUP)
@click.argument("file", metavar="FILE", type=FILE)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def backup(file: Path, quiet: bool) -> None:
    """Write the backup."""
    from vsl.workflows.backup.take_backup import take_backup

    check_writable(file)
    with show_progress(quiet) as progress:
        result = take_backup(_instance(Settings.from_environ(os.environ)), file, progress)
    for name in result.missing:
        click.echo(f"vsl: {name} is not stored and is missing in the backup.", err=True)
    for name in result.damaged:
        click.echo(f"vsl: {name} was changed since it was stored; see vsl doctor.", err=True)
    if not quiet:
        click.echo(f"{file}: {result.files} files, {result.size_bytes / (1 << 20):.1f} MB")


@click.command(help=_RESTORE)
@click.argument("file", metavar="FILE", type=FILE)
@click.option("--replace", is_flag=True, help="Delete what the studio holds.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def restore(file: Path, replace: bool, quiet: bool) -> None:
    """Check the backup, then restore it."""
    from vsl.workflows.backup.restore_backup import restore_backup

    settings = Settings.from_environ(os.environ)
    if is_running(settings.instance_dir):
        raise Conflict("The studio runs here: stop it first, then restore.")
    with show_progress(quiet) as progress:
        count = restore_backup(_instance(settings), file, progress, replace=replace)
    if not quiet:
        click.echo(f"{count} files are restored from {file}.")


def _instance(settings: Settings) -> Instance:
    from vsl.basics.sealing import KEY_FILE
    from vsl.bootstrap import bootstrap
    from vsl.workflows.backup.take_backup import Instance

    services = bootstrap(settings)
    return Instance(
        services.projects.engine,
        services.files.blobs,
        settings.instance_dir,
        None if settings.encryption_key else settings.instance_dir / KEY_FILE,
        shared_assets=bool(settings.storage_url),
    )
