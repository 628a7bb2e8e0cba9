"""Shared parts of the commands: options, progress, and checks before long work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from vsl.basics.files import LONGEST_NAME_BYTES, write_atomically
from vsl.bootstrap import Tools
from vsl.errors import BadInput, ToolFailed
from vsl.model import document
from vsl.model.project import EMPHASIS_KINDS, Project
from vsl.ops.cleanup import KEEP_DERIVED_H, clean
from vsl.progress import Progress
from vsl.render.assets.store import AssetStore
from vsl.render.assets.stored_names import bind_project
from vsl.settings import Settings
from vsl.workflows.edit_project import adopt_retyped_slides


class _FilePath(click.Path):
    """A path whose names fit a file system."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; a name in it that is too long is an error of use."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        check_names(path)
        return path


FILE = _FilePath(path_type=Path)
output_option = click.option("-o", "--output", required=True, type=FILE)
quiet_option = click.option("--quiet", is_flag=True, help="Print nothing but errors.")
json_option = click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
highlights_option = click.option(
    "--highlights",
    default="",
    help=f"What stands out: some of {', '.join(EMPHASIS_KINDS)}; or all, or none.",
)
highlight_share_option = click.option(
    "--highlight-share", default="", help="Slides that may be lit, such as 50%."
)
project_argument = click.argument("project_file", metavar="PROJECT.json", type=FILE)


def check_names(path: Path) -> None:
    """Check that every name in ``path`` is short enough for a file system.

    Raises:
        BadInput: one is too long.
    """
    for name in path.parts:
        size_bytes = len(os.fsencode(name))
        if size_bytes > LONGEST_NAME_BYTES:
            raise BadInput(
                f"{click.format_filename(name)[:40]}… is a name of {size_bytes} bytes; a file's "
                f"name has {LONGEST_NAME_BYTES} at most."
            )


def check_writable(output: Path) -> None:
    """Check before long work that its result can be written.

    Raises:
        BadInput: it can't.
    """
    check_names(output)
    check_folder(output.parent)
    if output.is_dir():
        raise BadInput(f"{output} is a folder; name a file in it.")


def check_spared(output: Path, source: Path) -> None:
    """Check that writing ``output`` does not overwrite the file ``source``.

    Raises:
        BadInput: the two are the same file.
    """
    if output.exists() and source.exists() and output.samefile(source):
        raise BadInput(f"{output} is what is read; give -o another name.")


def check_folder(folder: Path) -> None:
    """Check that files can be written into ``folder``, which need not exist; create nothing.

    Raises:
        BadInput: they can't.
    """
    absent = [each for each in (folder, *folder.absolute().parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder} can't be made: {error.strerror}.") from error
    try:
        if not os.access(folder, os.W_OK):
            raise BadInput(f"{folder} can't be written in; name a folder of yours.")
    finally:
        for each in absent:
            with suppress(OSError):  # another program put something into it
                each.rmdir()


def check_same_recording(tools: Tools, project: Project, media: Path) -> None:
    """Check that ``project`` was made from the recording ``media``.

    Raises:
        BadInput: it was made from another one.
    """
    if tools.probe(media).sha256 != project.media.sha256:
        raise BadInput(f"{media} is not the recording that this project was made from.")


def keep_caches_small(tools: Tools) -> None:
    """Delete derived files beyond their age and size, as the server's runner does."""
    limit = tools.settings.cache_max_size
    clean(tools.caches.values(), max_age_h=KEEP_DERIVED_H, max_bytes=limit)


def open_project(path: Path) -> Project:
    """Return the project in a document, which may have been edited by hand.

    The files of its theme are those of this machine's instance.

    Raises:
        BadInput: the file is missing or no project document.
    """
    return adopt_retyped_slides(bind_project(document.read(path), open_assets()))


def open_assets() -> AssetStore:
    """Return the files of this machine's instance."""
    return AssetStore.under(Settings.from_environ(os.environ).instance_dir)


def check_document(output: Path) -> None:
    """Check that a project document can be written to ``output``.

    Raises:
        BadInput: it can't, or the name does not end in .json.
    """
    if output.suffix.lower() != ".json":
        raise BadInput(f"{output.name} is no project document; give -o a name that ends in .json.")
    check_writable(output)


def write_document(project: Project, output: Path, what: str, *, quiet: bool) -> None:
    """Write ``project`` and print ``what``, the change that was made.

    Raises:
        ToolFailed: the file can't be written.
    """
    try:
        write_atomically(output, document.dumps(project))
    except OSError as error:
        raise ToolFailed(f"{output} can't be written: {error.strerror}.") from error
    if not quiet:
        click.echo(f"{what}; wrote {output} ({count_noun(len(project.deck.slides), 'slide')})")


def count_noun(number: int, noun: str) -> str:
    """Return the number with its noun, as in ``1 slide`` or ``2 slides``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@contextmanager
def show_progress(quiet: bool) -> Iterator[Progress]:
    """Yield a progress that shows stage, bar and time left on the terminal."""
    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(compact=True),
    )
    console = Console(stderr=True)
    is_hidden = quiet or not console.is_terminal
    with Bar(*columns, console=console, disable=is_hidden, transient=True) as bar:
        task = bar.add_task("starting", total=1.0)
        yield Progress(
            lambda stage, done: bar.update(task, description=stage or "working", completed=done)
        )
