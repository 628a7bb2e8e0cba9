"""The list of formats. Commands, the HTTP surface and the page's menu all read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from vsl.errors import BadInput
from vsl.export.captions import to_srt, to_txt, to_vtt
from vsl.formats.format import Format
from vsl.formats.material import Material
from vsl.formats.options import ExportOptions
from vsl.formats.player import check_page, html_page, player_zip
from vsl.formats.texts import captions, chapters_json, project_json, text
from vsl.model import Project
from vsl.pipeline import fitted
from vsl.progress import Progress
from vsl.staging import Stage, check_stage

FORMATS: tuple[Format, ...] = (
    Format(".mp4", "Video", "Video", "video/mp4", Material.video, needs_recording=True),
    Format(
        ".html",
        "Web",
        "Player page, one file",
        "text/html",
        html_page,
        check_page,
        needs_recording=True,
    ),
    Format(
        ".player.zip",
        "Web",
        "Player folder for a web server",
        "application/zip",
        player_zip,
        check_page,
        needs_recording=True,
    ),
    Format(".srt", "Captions", "SubRip captions", "application/x-subrip", captions(to_srt)),
    Format(".vtt", "Captions", "WebVTT captions", "text/vtt", captions(to_vtt)),
    Format(".txt", "Documents", "Plain text", "text/plain", captions(to_txt)),
    Format(".json", "Documents", "Project document", "application/json", text(project_json)),
    Format(
        ".chapters.json",
        "Editors",
        "Chapters and pitch time, for programs",
        "application/json",
        text(chapters_json),
    ),
)
"""In the order of menus: a group's formats follow one another."""


def grouped(formats: Sequence[Format] = FORMATS) -> Mapping[str, tuple[Format, ...]]:
    """The formats under their groups, in order."""
    return {group: tuple(each) for group, each in groupby(formats, lambda each: each.group)}


def find_format(filename: str) -> Format:
    """The format that ``filename`` ends in; the longest extension wins.

    Raises:
        BadInput: it ends in none.
    """
    ends = [each for each in FORMATS if filename.lower().endswith(each.suffix)]
    if not ends:
        known = ", ".join(each.suffix for each in FORMATS)
        raise BadInput(f"{filename} has no format that can be written; use one of {known}.")
    return max(ends, key=lambda each: len(each.suffix))


def write_export(
    stage: Stage,
    project: Project,
    recording: Path | None,
    target: Path,
    *,
    options: ExportOptions,
    progress: Progress,
) -> None:
    """Write ``project`` to ``target``, whose extension chooses the format.

    Raises:
        BadInput: the extension is unknown, the recording is missing, or an option does not fit.
    """
    format = find_format(target.name)
    if format.needs_recording and recording is None:
        raise BadInput(f"{format.suffix} needs the recording; name it with --media.")
    transcript = project.transcript
    deck = fitted(project.deck, transcript.words, transcript.language)
    material = Material(replace(project, deck=deck), stage, options, recording)
    if format.needs_recording:
        check_stage(project)
    format.check(material)
    format.write(material, target, progress)
    progress(1.0)
