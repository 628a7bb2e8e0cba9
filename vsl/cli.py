"""The ``vsl`` command: a recording in, a slide video out.

vsl make INPUT -o OUT.mp4 [--script FILE] [--captions FILE]      also writes OUT.json and OUT.srt
vsl export PROJECT.json --media INPUT -o OUT.EXT
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from vsl import __version__, document
from vsl.bootstrap import Tools, build_tools
from vsl.errors import BadInput, VslError
from vsl.export.frame_rate import parse_frame_rate
from vsl.forecast import Forecast
from vsl.model import Project, Theme
from vsl.options import MakeOptions
from vsl.pipeline import check_format, make_deck
from vsl.progress import Progress
from vsl.render.theme import find_theme, parse_size, resized
from vsl.settings import Settings
from vsl.text.script_file import read_script

BAD_INPUT, BROKEN, STOPPED = 2, 1, 130
_LISTENED = 0.92  # share of a make's time that listening takes

_TEXTS = ("script", "captions")  # options that name a file of text

_out = click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
_quiet = click.option("--quiet", is_flag=True, help="Print nothing but errors.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def vsl() -> None:
    """A spoken sales video goes in; the same voice with one slide per thought comes out."""


@vsl.command()
@click.argument("recording", metavar="INPUT", type=click.Path(path_type=Path))
@_out
@click.option("--script", type=click.Path(path_type=Path), help="What the speaker reads, as text.")
@click.option("--captions", type=click.Path(path_type=Path), help="What was said, with times.")
@click.option("--engine", default="auto", show_default=True, help="auto, whisper, sphinx, …")
@click.option("--model", default="", help="A Whisper model, such as small; larger hears better.")
@click.option("--hot-words", default="", help='Names that are spoken: "Acme, ClickFunnels".')
@click.option("--language", default="", help="Such as en or pt; found out when left away.")
@click.option("--size", default="", help="Such as 1920x1080 (the default) or 1080x1920.")
@click.option("--fps", default="30", show_default=True, help="Frames a second, such as 29.97.")
@click.option("--theme", default="classic", show_default=True, help="The look.")
@_quiet
def make(recording: Path, output: Path, quiet: bool, **choices: Any) -> None:
    """Make OUT.mp4, OUT.json and OUT.srt from a recording."""
    if output.suffix.lower() != ".mp4":
        raise BadInput(f"{output.name} is no video; give -o a name that ends in .mp4.")
    _check_writable(output)
    texts = {name: read_script(choices[name]) for name in _TEXTS if choices[name]}
    options = MakeOptions.parse({**choices, **texts})
    tools = build_tools(Settings.from_environ(os.environ))
    tools.check(options)
    with _shown(quiet) as progress:
        media = tools.probe(recording)
        _say_what_is_coming(tools.forecast(media.duration_ms, options), quiet)
        media, heard = tools.listen(
            recording, options, progress.part("", 0.0, _LISTENED), media=media
        )
        deck = make_deck(heard, media.duration_ms, options.theme)
        project = Project(media, heard, deck)
        _export_all(tools, project, recording, output, options.fps, progress)
    if not quiet:
        _say_what_was_made(project, output)


@vsl.command()
@click.argument("project_file", metavar="PROJECT.json", type=click.Path(path_type=Path))
@click.option("--media", type=click.Path(path_type=Path), help="The recording; needed for video.")
@_out
@click.option("--size", default="", help="Another size than the project's.")
@click.option("--fps", default="30", show_default=True, help="Frames a second, such as 29.97.")
@click.option("--theme", default="", help="Another look than the project's.")
@_quiet
def export(
    project_file: Path,
    media: Path | None,
    output: Path,
    size: str,
    fps: str,
    theme: str,
    quiet: bool,
) -> None:
    """Write a project document as .mp4, .srt, .vtt, .txt or .json."""
    check_format(output)
    _check_writable(output)
    frame_rate = parse_frame_rate(fps)
    project = _restyled(document.read(project_file), theme, size)
    tools = build_tools(Settings.from_environ(os.environ))
    if media:
        _check_same_recording(tools, project, media)
    with _shown(quiet) as progress:
        tools.pipeline.export(project, media, output, fps=frame_rate, progress=progress)
    if not quiet:
        click.echo(f"Wrote {output}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; errors become one line on stderr and an exit code."""
    try:
        sys.exit(vsl.main(arguments, standalone_mode=False))
    except VslError as error:
        _fail(str(error), BAD_INPUT if error.status < 500 else BROKEN)
    except click.ClickException as error:
        _fail(error.format_message(), BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        _fail("Stopped; nothing was written.", STOPPED)


def _check_writable(output: Path) -> None:
    """Find out before an hour of work that its result could not be kept."""
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{output.parent} can't be made: {error.strerror}.") from error
    if output.is_dir() or not os.access(output.parent, os.W_OK):
        raise BadInput(f"{output} can't be written; name a file in a folder of yours.")


def _fail(message: str, exit_code: int) -> None:
    click.echo(f"vsl: {message}", err=True)
    sys.exit(exit_code)


def _say_what_is_coming(forecast: Forecast, quiet: bool) -> None:
    if not quiet:
        advice = f"; --model {forecast.advice}" if forecast.advice else ""
        click.echo(forecast.line + advice, err=True)


def _export_all(
    tools: Tools,
    project: Project,
    recording: Path,
    output: Path,
    fps: Fraction,
    progress: Progress,
) -> None:
    for suffix in (".json", ".srt"):
        target = output.with_suffix(suffix)
        tools.pipeline.export(project, None, target, fps=fps, progress=Progress())
    video = progress.part("", _LISTENED, 1.0)
    tools.pipeline.export(project, recording, output, fps=fps, progress=video)


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


def _say_what_was_made(project: Project, output: Path) -> None:
    for warning in project.transcript.warnings:
        click.echo(f"Note: {warning}")
    seconds = project.media.duration_ms / 1000
    click.echo(
        f"Wrote {output} ({len(project.deck.slides)} slides, {seconds:.1f} s), "
        f"{output.with_suffix('.json').name} and {output.with_suffix('.srt').name}"
    )


@contextmanager
def _shown(quiet: bool) -> Iterator[Progress]:
    """A progress that draws stage, bar and time left on the terminal."""
    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(compact=True),
    )
    console = Console(stderr=True)
    hidden = quiet or not console.is_terminal
    with Bar(*columns, console=console, disable=hidden, transient=True) as bar:
        task = bar.add_task("starting", total=1.0)
        yield Progress(
            lambda stage, done: bar.update(task, description=stage or "working", completed=done)
        )


if __name__ == "__main__":
    main()
