"""``vsl import``: take over edits made to an export in PowerPoint, Word or a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from vsl.cli.terminal import (
    FILE,
    check_document,
    count_noun,
    json_option,
    open_project,
    project_argument,
    quiet_option,
    write_document,
)
from vsl.errors import BadInput
from vsl.export.office.readers import PAPERS, read_paper
from vsl.workflows.import_edits import ImportResult, import_edits


@click.command("import", help=f"Take over what was changed in an exported {', '.join(PAPERS)}.")
@project_argument
@click.argument("paper", metavar="EDITED", type=FILE)
@click.option("-o", "--output", type=FILE, help="The project document with the changes.")
@click.option("--dry-run", is_flag=True, help="Say what differs; write nothing.")
@json_option
@quiet_option
def import_(
    project_file: Path, paper: Path, output: Path | None, dry_run: bool, as_json: bool, quiet: bool
) -> None:
    """Take over what was changed in an exported file."""
    if output is None and not dry_run:
        raise BadInput("Name the changed document: -o NEW.json; or --dry-run to look first.")
    if output and not dry_run:
        check_document(output)
    result = import_edits(open_project(project_file), read_paper(paper, paper.name))
    if as_json:
        click.echo(json.dumps(result.to_json(), ensure_ascii=False, indent=1))
    elif not quiet:
        click.echo("\n".join(_describe_result(result)))
    if output and not dry_run:
        done = f"{count_noun(len(result.edits), 'change')} taken over"
        write_document(result.project, output, done, quiet=quiet or as_json)


def _describe_result(result: ImportResult) -> Iterator[str]:
    yield from result.descriptions or ("Nothing differs.",)
    yield from (f"Note: {note}" for note in result.notes)
