"""``vsl lint``, ``edit``, ``recut`` and ``highlight``: what a deck lacks, and ways to change it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from vsl.basics.strict_json import parse_json
from vsl.basics.timecode import clock
from vsl.cli.terminal import (
    FILE,
    check_document,
    count_noun,
    highlight_share_option,
    highlights_option,
    json_option,
    open_assets,
    open_project,
    output_option,
    project_argument,
    quiet_option,
    write_document,
)
from vsl.errors import BadInput
from vsl.slides.editing.edits import to_json
from vsl.slides.emphasis.settings import parse_settings
from vsl.slides.lint.checks import LintVerdict
from vsl.slides.lint.checks import lint as lint_deck
from vsl.slides.segmentation.presets import PRESETS
from vsl.workflows.edit_project import recut as recut_project
from vsl.workflows.edit_project import set_emphasis
from vsl.workflows.edit_requests import apply_requests


@click.command()
@project_argument
@json_option
def lint(project_file: Path, as_json: bool) -> None:
    """Look the slides over as an editor would; findings are not errors."""
    project = open_project(project_file)
    transcript = project.transcript
    verdict = lint_deck(project.deck, transcript.words, transcript.language)
    if as_json:
        click.echo(json.dumps(verdict.to_json(), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_describe_verdict(verdict)))


@click.command()
@project_argument
@click.option("--edits", required=True, type=FILE, help="A JSON list of edits.")
@output_option
@quiet_option
def edit(project_file: Path, edits: Path, output: Path, quiet: bool) -> None:
    """Apply a list of edits, all of them or none."""
    check_document(output)
    rows = _read_json(edits)
    project = apply_requests(open_project(project_file), rows, open_assets())
    write_document(project, output, f"{count_noun(len(rows), 'edit')} done", quiet=quiet)


@click.command()
@project_argument
@click.option("--preset", required=True, help=f"How slides break: {', '.join(PRESETS)}.")
@output_option
@quiet_option
def recut(project_file: Path, preset: str, output: Path, quiet: bool) -> None:
    """Break the words into slides anew; slides edited by hand stay."""
    check_document(output)
    project = recut_project(open_project(project_file), preset)
    write_document(project, output, f"Broken anew by {preset}", quiet=quiet)


@click.command()
@project_argument
@highlights_option
@highlight_share_option
@output_option
@quiet_option
def highlight(
    project_file: Path, highlights: str, highlight_share: str, output: Path, quiet: bool
) -> None:
    """Choose anew what stands out; edited slides stay."""
    check_document(output)
    wanted = parse_settings(highlights, highlight_share)
    project = open_project(project_file)
    settings = replace(wanted, names=project.deck.emphasis.names)
    project = set_emphasis(project, settings)
    lit = sum(bool(slide.emphasis) for slide in project.deck.slides)
    write_document(project, output, f"{count_noun(lit, 'slide')} lit", quiet=quiet)


def _describe_verdict(verdict: LintVerdict) -> Iterator[str]:
    yield f"{verdict.score} of 100 points, {count_noun(len(verdict.findings), 'finding')}"
    for each in verdict.findings:
        fix = f"  [{to_json(each.fix)['edit']}]" if each.fix else ""
        yield f"{clock(each.at_ms):>6}  {each.slide:<8}  {each.rule:<16}  {each.reason}{fix}"


def _read_json(path: Path) -> Any:
    try:
        return parse_json(path.read_bytes(), str(path))
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}.") from error
