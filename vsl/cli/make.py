"""``vsl make``: make a slide video with its document and captions from a recording."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from vsl.bootstrap import Tools, build_tools
from vsl.cli.terminal import (
    FILE,
    check_spared,
    check_writable,
    count_noun,
    highlight_share_option,
    highlights_option,
    keep_caches_small,
    output_option,
    quiet_option,
    show_progress,
)
from vsl.cli.theme import theme_finder
from vsl.errors import BadInput
from vsl.model.appearance import Theme
from vsl.model.project import Project
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.slides.segmentation.presets import PRESETS
from vsl.text.readers.script_file import read_text_file
from vsl.text.script.report import say
from vsl.workflows.build_deck import make_deck
from vsl.workflows.edit_project import report_of
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.forecast import Forecast
from vsl.workflows.make_options import DOUBTS, MakeOptions

_TRANSCRIBED_SHARE = 0.92  # share of the time that transcription takes
_PRESETS = f"How slides break: {', '.join(PRESETS)}."
_LOOKS = "The look: a name (vsl theme list) or a brand kit's file."
_BESIDE = (".json", ".srt")  # also written, next to the video
_TEXTS = ("script", "captions", "glossary")  # options that name a file of text


@click.command()
@click.argument("recording", metavar="INPUT", type=FILE)
@output_option
@click.option("--script", type=FILE, help="What the speaker reads: .txt, .md, .docx, .pdf or .fdx.")
@click.option("--captions", type=FILE, help="What was said, with times.")
@click.option("--engine", default="auto", show_default=True, help="auto, whisper, sphinx, …")
@click.option("--model", default="", help="A Whisper model, such as small; larger hears better.")
@click.option("--hot-words", default="", help='Names that are spoken: "Acme, ClickFunnels".')
@click.option("--glossary", type=FILE, help="Names and what they are heard as, a line each.")
@click.option("--no-numbers", is_flag=True, help='Keep "forty seven dollars" in words.')
@click.option("--drop-fillers", is_flag=True, help='Leave "um" and the like off the slides.')
@click.option(
    "--language",
    default="",
    help="Such as en, pt or pt-PT; found out when left away.",
)
@click.option("--track", default="", help="Number of the sound track; found out when left away.")
@click.option("--preset", default="classic", show_default=True, help=_PRESETS)
@highlights_option
@highlight_share_option
@click.option("--size", default="", help="Such as 1920x1080 (the default), 9:16 or 1:1@720p.")
@click.option("--fps", default="30", show_default=True, help="Frames a second, such as 29.97.")
@click.option(
    "--theme",
    default="classic",
    show_default=True,
    help="The look: a name (see vsl theme list) or a brand kit's file.",
)
@quiet_option
def make(recording: Path, output: Path, quiet: bool, **choices: Any) -> None:
    """Make OUT.mp4, OUT.json and OUT.srt from a recording."""
    if output.suffix.lower() != ".mp4":
        raise BadInput(f"{output.name} is no video; give -o a name that ends in .mp4.")
    for target in (output, *map(output.with_suffix, _BESIDE)):
        check_writable(target)
    _check_sources_stay(recording, output, choices)
    tools = build_tools(Settings.from_environ(os.environ))
    options = _read_options(choices, theme_finder(tools))
    tools.check(options)
    with show_progress(quiet) as progress:
        media = tools.probe_for(recording, options)
        _print_forecast(tools.forecast(media.duration_ms, options), quiet)
        media, transcript = tools.listen(
            recording, options, progress.part("", 0.0, _TRANSCRIBED_SHARE), media=media
        )
        emphasis = tools.choose_emphasis(options)
        deck = make_deck(
            transcript, media.duration_ms, options.theme, preset=options.preset, emphasis=emphasis
        )
        project = Project(media, transcript, deck)
        _export_all(tools, project, recording, output, options.fps, progress)
    keep_caches_small(tools)
    if not quiet:
        click.echo("\n".join(_describe_outputs(project, output)))


def _check_sources_stay(recording: Path, output: Path, choices: dict[str, Any]) -> None:
    for source in (recording, *(choices[name] for name in _TEXTS if choices[name])):
        for target in (output, *map(output.with_suffix, _BESIDE)):
            check_spared(target, source)


def _read_options(choices: dict[str, Any], theme_named: Callable[[str], Theme]) -> MakeOptions:
    files = {name: read_text_file(choices[name]) for name in _TEXTS if choices[name]}
    texts = {name: file.text for name, file in files.items()}
    texts[DOUBTS] = "\n".join(file.doubt for file in files.values())
    numbers = "false" if choices.pop("no_numbers") else "true"
    fillers = "true" if choices.pop("drop_fillers") else "false"
    values = {name: choice or "" for name, choice in choices.items()}
    values |= {**texts, "numbers": numbers, "drop_fillers": fillers}
    return MakeOptions.parse(values, theme_named)


def _print_forecast(forecast: Forecast, quiet: bool) -> None:
    if not quiet:
        other = forecast.recommended
        advice = f"; {forecast.advice} (--model {other.model})" if other else ""
        click.echo(forecast.line + advice, err=True)


def _export_all(
    tools: Tools,
    project: Project,
    recording: Path,
    output: Path,
    fps: Fraction,
    progress: Progress,
) -> None:
    for suffix in _BESIDE:
        target = output.with_suffix(suffix)
        tools.export(project, None, target, progress=Progress())
    video = progress.part("", _TRANSCRIBED_SHARE, 1.0)
    tools.export(project, recording, output, ExportOptions(fps), progress=video)


def _describe_outputs(project: Project, output: Path) -> Iterator[str]:
    """Yield the notes, the main differences from the script, and the files written."""
    document = output.with_suffix(".json")
    yield from (f"Note: {warning}" for warning in project.transcript.warnings)
    if project.transcript.reading:
        report = report_of(project)
        count = len(report.differences)
        places = "1 place differs" if count == 1 else f"{count} places differ"
        rest = f" {places}: vsl report {document}" if count else ""
        yield say(report).partition("\n")[0] + rest
    seconds = project.media.duration_ms / 1000
    yield (
        f"Wrote {output} ({count_noun(len(project.deck.slides), 'slide')}, {seconds:.1f} s), "
        f"{document.name} and {output.with_suffix('.srt').name}"
    )
