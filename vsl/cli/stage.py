"""``vsl stage``: cards, transitions, music, the speaker and a call to action for a deck."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from vsl.basics.json_codec import to_plain
from vsl.bootstrap import Tools, build_tools
from vsl.cli.terminal import (
    FILE,
    check_document,
    open_project,
    output_option,
    project_argument,
    quiet_option,
    write_document,
)
from vsl.errors import BadInput
from vsl.model import document
from vsl.model.appearance import CallToAction, Card, Music, Speaker, Staging, Transition
from vsl.model.project import Project
from vsl.render.assets.stored_names import bind_project
from vsl.settings import Settings
from vsl.slides.editing.edits import SetStaging
from vsl.slides.timing import FIRST_SLIDE
from vsl.workflows.compose_video import check_stage
from vsl.workflows.edit_project import apply_edit
from vsl.workflows.export_project.options import parse_time

_CORNERS = ("top-left", "top-right", "bottom-left", "bottom-right")
_NONE = "none"


@click.command()
@project_argument
@click.option("--intro", help="Text of a card before the first word.")
@click.option("--end", help="Text of a card after the last word.")
@click.option(
    "--first-slide",
    type=click.Choice(FIRST_SLIDE),
    help="When it comes: at the start; soon, if the voice begins within a second; with the voice.",
)
@click.option("--transition", type=click.Choice(["cut", "crossfade", "slide"]))
@click.option("--music", type=FILE, help="A sound file to play under the voice, or none.")
@click.option("--speaker", type=click.Choice([*_CORNERS, _NONE]), help="Corner of the speaker.")
@click.option("--speaker-shape", type=click.Choice(["circle", "rectangle"]))
@click.option("--speaker-in", help="Sections that show the speaker, such as hook,guarantee.")
@click.option("--over-source/--on-slides", default=None, help="Captions over the recording.")
@click.option("--zoom", type=click.FloatRange(0, 0.5), help="How much backgrounds come nearer.")
@click.option("--call", help="Line of a bar that asks to act.")
@click.option("--call-at", help="When it appears, such as 12:30; else with the pitch.")
@output_option
@quiet_option
def stage(project_file: Path, output: Path, quiet: bool, **options: Any) -> None:
    """Set the cards, transitions, music, speaker and call to action of a deck.

    Options left out change nothing; an empty text or "none" removes a part.
    """
    check_document(output)
    project = open_project(project_file)
    tools = build_tools(Settings.from_environ(os.environ))
    staging = _validate(_apply_options(project.deck.staging, options, tools))
    _check_sections(project, staging.speaker)
    project, _ = apply_edit(project, SetStaging(staging))
    check_stage(bind_project(project, tools.assets))
    write_document(project, output, "Staged", quiet=quiet)


def _validate(staging: Staging) -> Staging:
    """Return ``staging``, validated as when it is read from a document."""
    return document.read_staging(to_plain(staging))


def _apply_options(staging: Staging, options: dict[str, Any], tools: Tools) -> Staging:
    if (text := options["intro"]) is not None:
        staging = replace(staging, intro=Card(text) if text else None)
    if (text := options["end"]) is not None:
        staging = replace(staging, end=Card(text) if text else None)
    if options["first_slide"]:
        staging = replace(staging, first_slide=options["first_slide"])
    if options["transition"]:
        staging = replace(staging, transition=Transition(options["transition"]))
    if options["over_source"] is not None:
        staging = replace(staging, over_source=options["over_source"])
    if options["zoom"] is not None:
        staging = replace(staging, zoom_share=options["zoom"])
    if options["music"] is not None and str(options["music"]) in ("", ".", _NONE):
        staging = replace(staging, music=None)
    elif options["music"]:
        tools.probe(options["music"])
        sound = tools.assets.keep(options["music"], "sound")
        staging = replace(staging, music=Music(sound))
    call = _call(staging.call_to_action, options["call"], options["call_at"])
    return replace(staging, call_to_action=call, speaker=_speaker(staging.speaker, options))


def _call(call: CallToAction | None, text: str | None, at: str | None) -> CallToAction | None:
    if text is not None:
        call = CallToAction(text, call.start_ms if call else None) if text else None
    if at and call is None:
        raise BadInput("--call-at needs a line to show: give --call as well.")
    return replace(call, start_ms=parse_time(at)) if call and at else call


def _check_sections(project: Project, speaker: Speaker | None) -> None:
    kinds = {section.kind for section in project.deck.sections}
    unknown = [kind for kind in (speaker.sections if speaker else ()) if kind not in kinds]
    if unknown:
        have = ", ".join(sorted(kinds)) or "none"
        raise BadInput(f"The slides have no section {unknown[0]!r}; they have {have}.")


def _speaker(speaker: Speaker | None, options: dict[str, Any]) -> Speaker | None:
    corner, shape, sections = (options[name] for name in ("speaker", "speaker_shape", "speaker_in"))
    if corner == _NONE or (speaker is None and not (corner or shape or sections)):
        return None
    speaker = speaker or Speaker()
    if corner:
        speaker = replace(speaker, corner=corner)
    if shape:
        speaker = replace(speaker, shape=shape)
    if sections is not None:
        kinds = tuple(kind.strip() for kind in sections.split(",") if kind.strip())
        speaker = replace(speaker, sections=kinds)
    return speaker
