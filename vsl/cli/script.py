"""``vsl report`` and ``vsl decide``: differences between script and voice, and what to follow."""

from __future__ import annotations

import json
from pathlib import Path

import click

from vsl.cli.terminal import (
    check_document,
    count_noun,
    json_option,
    open_project,
    output_option,
    project_argument,
    quiet_option,
    write_document,
)
from vsl.errors import BadInput
from vsl.text.script.report import say
from vsl.workflows.edit_project import apply_decisions, report_of


@click.command()
@project_argument
@json_option
def report(project_file: Path, as_json: bool) -> None:
    """List where the voice differs from the script, with ids for ``decide``."""
    script_report = report_of(open_project(project_file))
    text = (
        json.dumps(script_report.to_json(), ensure_ascii=False, indent=1)
        if as_json
        else say(script_report)
    )
    click.echo(text.rstrip("\n"))


@click.command()
@project_argument
@click.option("--voice", multiple=True, metavar="ID", help="Show there what the voice says.")
@click.option("--script", multiple=True, metavar="ID", help="Show there what the script has.")
@click.option("--open", "open_", multiple=True, metavar="ID", help="Take a decision back.")
@output_option
@quiet_option
def decide(
    project_file: Path,
    voice: tuple[str, ...],
    script: tuple[str, ...],
    open_: tuple[str, ...],
    output: Path,
    quiet: bool,
) -> None:
    """Follow the voice or the script where they differ; each option may be given many times."""
    check_document(output)
    choices = [(each, True) for each in voice] + [(each, False) for each in script]
    decisions: list[tuple[str, bool | None]] = [*choices, *((each, None) for each in open_)]
    ids = [each for each, _ in decisions]
    if not ids:
        raise BadInput("Name what to decide: --voice ID or --script ID; vsl report lists the ids.")
    if repeated := next((each for each in ids if ids.count(each) > 1), None):
        raise BadInput(f"{repeated} is decided twice; give each id once.")
    project = apply_decisions(open_project(project_file), dict(decisions))
    write_document(project, output, f"{count_noun(len(ids), 'place')} decided", quiet=quiet)
