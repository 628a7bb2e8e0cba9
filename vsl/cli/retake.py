"""``vsl retake``: replace the voice of a finished project, with all edits kept."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from vsl.bootstrap import build_tools
from vsl.cli.terminal import (
    FILE,
    check_document,
    json_option,
    keep_caches_small,
    open_project,
    project_argument,
    quiet_option,
    show_progress,
    write_document,
)
from vsl.settings import Settings
from vsl.text.readers.script_file import read_text_file
from vsl.workflows.make_options import DOUBTS, MakeOptions
from vsl.workflows.replace_recording import options_of, replace_recording


@click.command()
@project_argument
@click.option("--media", required=True, type=FILE, help="The new recording of the same words.")
@click.option("-o", "--output", required=True, type=FILE, help="The document with the new voice.")
@click.option("--captions", type=FILE, help="What is said in it, with times.")
@click.option("--engine", default="auto", show_default=True, help="auto, whisper, sphinx, …")
@click.option("--model", default="", help="A Whisper model, such as small; larger hears better.")
@click.option("--hot-words", default="", help='Names that are spoken: "Acme, ClickFunnels".')
@json_option
@quiet_option
def retake(
    project_file: Path,
    media: Path,
    output: Path,
    captions: Path | None,
    as_json: bool,
    quiet: bool,
    **choices: Any,
) -> None:
    """Put a new take of the voice under a project's slides.

    Texts, emphasis, sections and hidden slides are kept; times follow the new voice. Differences
    between the takes are listed.
    """
    check_document(output)
    tools = build_tools(Settings.from_environ(os.environ))
    project = open_project(project_file)
    if captions:
        file = read_text_file(captions)
        choices |= {"captions": file.text, DOUBTS: file.doubt}
    options = options_of(project, MakeOptions.parse(choices))
    tools.check(options)
    with show_progress(quiet) as progress:
        info, transcript = tools.listen(media, options, progress)
    result = replace_recording(project, info, transcript)
    keep_caches_small(tools)
    if as_json:
        click.echo(json.dumps(result.to_json(), ensure_ascii=False, indent=1))
    elif not quiet:
        click.echo("\n".join(result.describe_changes()))
    write_document(result.project, output, "The new voice is in", quiet=quiet or as_json)
