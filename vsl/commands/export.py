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
from vsl.errors import BadInput
from vsl.export.frame_rate import parse_frame_rate
from vsl.look import Theme
from vsl.model import Project
from vsl.pipeline import check_format
from vsl.render.theme import find_theme, parse_size, resized
from vsl.settings import Settings


@click.command()
@project_argument
@click.option("--media", type=FILE, help="The recording; needed for video.")
@output_option
@click.option("--size", default="", help="Another size than the project's.")
@click.option("--fps", default="30", show_default=True, help="Frames a second, such as 29.97.")
@click.option("--theme", default="", help="Another look than the project's.")
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
    """Write a project document as .mp4, .srt, .vtt, .txt, .chapters.json or .json."""
    check_format(output)
    check_writable(output)
    frame_rate = parse_frame_rate(fps)
    project = _restyled(open_project(project_file), theme, size)
    tools = build_tools(Settings.from_environ(os.environ))
    if media:
        _check_same_recording(tools, project, media)
    with shown_progress(quiet) as progress:
        tools.pipeline.export(project, media, output, fps=frame_rate, progress=progress)
    if not quiet:
        click.echo(f"Wrote {output}")


def _restyled(project: Project, theme: str, size: str) -> Project:
    look: Theme = project.deck.theme
    if theme:
        look = resized(find_theme(theme), look.width_px, look.height_px)
    if size:
        look = resized(look, *parse_size(size))
    return replace(project, deck=replace(project.deck, theme=look))


def _check_same_recording(tools: Tools, project: Project, media: Path) -> None:
    if tools.probe(media).sha256 != project.media.sha256:
        raise BadInput(f"{media} is not the recording that this project was made from.")
