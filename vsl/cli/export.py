"""``vsl export``: write a project document in one of the export formats."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from vsl.bootstrap import build_tools
from vsl.cli.terminal import (
    FILE,
    check_same_recording,
    check_spared,
    check_writable,
    keep_caches_small,
    open_project,
    output_option,
    project_argument,
    quiet_option,
    show_progress,
)
from vsl.cli.theme import theme_finder
from vsl.settings import Settings
from vsl.workflows.edit_project import apply_theme
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.export_project.registry import FORMATS, find_format

_NAMES = ", ".join(each.suffix for each in FORMATS)


@click.command(help=f"Write a project document as one of {_NAMES}.")
@project_argument
@click.option("--media", type=FILE, help="The recording; needed where its voice is.")
@output_option
@click.option("--size", default="", help="Another size, such as 9:16 or 1:1@720p.")
@click.option("--fps", default="30", show_default=True, help="Frames a second, such as 29.97.")
@click.option("--quality", default="web", show_default=True, help="Video: draft, web or master.")
@click.option("--theme", default="", help="Another look: a name or a brand kit's file.")
@click.option("--button-url", default="", help="Player: what its button opens.")
@click.option("--button-text", default="", help="Player: what its button says.")
@click.option("--button-at", default="", help="Player: when its button appears; else at the pitch.")
@click.option("--no-seek", is_flag=True, help="Player: no seek bar.")
@click.option("--start", default="", help="Teaser: where it begins, such as 1:30.")
@click.option("--seconds", default="", help="Teaser: how long it is; 12 when left away.")
@quiet_option
def export(
    project_file: Path,
    media: Path | None,
    output: Path,
    size: str,
    theme: str,
    quiet: bool,
    **choices: Any,
) -> None:
    """Write a project document in the format that the output's name ends in."""
    find_format(output.name)
    seek = "false" if choices.pop("no_seek") else "true"
    options = ExportOptions.parse({**choices, "seek": seek})
    if media:
        check_spared(output, media)
    check_writable(output)
    tools = build_tools(Settings.from_environ(os.environ))
    project = open_project(project_file)
    look = theme_finder(tools)(theme) if theme else None
    project = apply_theme(project, look, size)
    if media:
        check_same_recording(tools, project, media)
    with show_progress(quiet) as progress:
        tools.export(project, media, output, options, progress=progress)
    keep_caches_small(tools)
    if not quiet:
        click.echo(f"Wrote {output}")
