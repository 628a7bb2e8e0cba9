"""``vsl export``: a project document in, a file of any format out."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from vsl.bootstrap import Tools, build_tools
from vsl.commands.terminal import (
    FILE,
    check_writable,
    open_project,
    output_option,
    project_argument,
    quiet_option,
    shown_progress,
)
from vsl.commands.theme import theme_finder
from vsl.errors import BadInput
from vsl.formats.options import ExportOptions
from vsl.formats.registry import FORMATS, check_export
from vsl.model import Project
from vsl.render.theme import restyled
from vsl.settings import Settings

_NAMES = ", ".join(each.suffix for each in FORMATS)


@click.command(help=f"Write a project document as one of {_NAMES}.")
@project_argument
@click.option("--media", type=FILE, help="The recording; needed where its voice is.")
@output_option
@click.option("--size", default="", help="Another size, such as 9:16 or 1:1@720p.")
@click.option("--fps", default="30", show_default=True, help="Frames a second, such as 29.97.")
@click.option("--theme", default="", help="Another look: a name or a brand kit's file.")
@quiet_option
def export(
    project_file: Path,
    media: Path | None,
    output: Path,
    size: str,
    fps: str,
    theme: str,
    quiet: bool,
) -> None:
    """Write a project document in the format that the output's name ends in."""
    check_export(output, media)
    options = ExportOptions.parse({"fps": fps})
    check_writable(output)
    tools = build_tools(Settings.from_environ(os.environ))
    project = open_project(project_file)
    look = theme_finder(tools)(theme) if theme else None
    deck = replace(project.deck, theme=restyled(project.deck.theme, look, size))
    project = replace(project, deck=deck)
    if media:
        _check_same_recording(tools, project, media)
    with shown_progress(quiet) as progress:
        tools.export(project, media, output, options, progress=progress)
    if not quiet:
        click.echo(f"Wrote {output}")


def _check_same_recording(tools: Tools, project: Project, media: Path) -> None:
    if tools.probe(media).sha256 != project.media.sha256:
        raise BadInput(f"{media} is not the recording that this project was made from.")
