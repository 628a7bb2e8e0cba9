"""The list of export formats, used by commands, the HTTP API and the page's menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from vsl.errors import BadInput
from vsl.export.captions.subrip_webvtt import to_srt, to_txt, to_vtt
from vsl.model.project import Project
from vsl.progress import Progress
from vsl.workflows.build_deck import fit_deck
from vsl.workflows.compose_video import VideoComposer, check_stage
from vsl.workflows.export_project.audio import audio_writer, m4a
from vsl.workflows.export_project.context import ExportContext
from vsl.workflows.export_project.format import Format
from vsl.workflows.export_project.images import (
    check_deck,
    check_slides,
    check_teaser,
    check_video,
    moving,
    pdf,
    poster_png,
    sheet,
)
from vsl.workflows.export_project.office import docx, pptx, table
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.export_project.player import check_page, html_page, player_zip
from vsl.workflows.export_project.texts import ass, captions, karaoke_ass, project_json, text
from vsl.workflows.export_project.timelines import (
    chapters_json,
    chapters_text,
    check_chapters,
    edl,
    fcpxml_zip,
)
from vsl.workflows.staged_project import StagedProject

_ASS = "text/x-ssa"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_SLIDES, _WORD = "presentationml.presentation", "wordprocessingml.document"
_TEXT, _JSON, _ZIP = "text/plain", "application/json", "application/zip"

FORMATS: tuple[Format, ...] = (
    Format(".mp4", "Video", "Video", "video/mp4", ExportContext.video, check_video, True),
    Format(".webp", "Video", "Teaser, animated", "image/webp", moving("WEBP"), check_teaser),
    Format(".gif", "Video", "Teaser for mails", "image/gif", moving("GIF"), check_teaser),
    Format(".m4a", "Sound", "Voice, untouched", "audio/mp4", m4a, needs_recording=True),
    Format(
        ".mp3", "Sound", "Voice as MP3", "audio/mpeg", audio_writer("mp3"), needs_recording=True
    ),
    Format(".wav", "Sound", "Voice as WAV", "audio/wav", audio_writer("wav"), needs_recording=True),
    Format(".srt", "Captions", "For video sites", "application/x-subrip", captions(to_srt)),
    Format(".vtt", "Captions", "For web players", "text/vtt", captions(to_vtt)),
    Format(".ass", "Captions", "In your colours", _ASS, text(ass)),
    Format(".karaoke.ass", "Captions", "Word by word", _ASS, text(karaoke_ass)),
    Format(".pdf", "Documents", "Slides to print and send", "application/pdf", pdf, check_slides),
    Format(".pptx", "Documents", "PowerPoint, to edit", _OFFICE + _SLIDES, pptx, check_deck),
    Format(".docx", "Documents", "Word, to edit", _OFFICE + _WORD, docx, check_deck),
    Format(".csv", "Documents", "Table, to edit", "text/csv", table, check_deck),
    Format(".txt", "Documents", "The spoken text", _TEXT, captions(to_txt)),
    Format(".json", "Documents", "The project itself", _JSON, text(project_json)),
    Format(".png", "Pictures", "Thumbnail", "image/png", poster_png, check_slides),
    Format(".sheet.png", "Pictures", "All slides at a glance", "image/png", sheet, check_slides),
    Format(".html", "Web", "Player, one file", "text/html", html_page, check_page, True),
    Format(".player.zip", "Web", "Player for your server", _ZIP, player_zip, check_page, True),
    Format(
        ".chapters.txt", "Web", "Chapters for YouTube", _TEXT, text(chapters_text), check_chapters
    ),
    Format(".chapters.json", "Web", "Chapters and pitch time", _JSON, text(chapters_json)),
    Format(".fcpxml.zip", "Editors", "Final Cut, Resolve", _ZIP, fcpxml_zip, check_slides, True),
    Format(".edl", "Editors", "Cuts of the video", _TEXT, edl, check_slides),
)
"""In the order of menus; the formats of a group are consecutive."""


def group_formats(formats: Sequence[Format] = FORMATS) -> Mapping[str, tuple[Format, ...]]:
    """Return the formats by group, in order."""
    return {group: tuple(each) for group, each in groupby(formats, lambda each: each.group)}


def find_format(filename: str) -> Format:
    """Return the format that ``filename`` ends in; the longest extension wins.

    Raises:
        BadInput: it ends in none.
    """
    ends = [each for each in FORMATS if filename.lower().endswith(each.suffix)]
    if not ends:
        known = ", ".join(each.suffix for each in FORMATS)
        raise BadInput(f"{filename} has no format that can be written; use one of {known}.")
    return max(ends, key=lambda each: len(each.suffix))


def write_export(
    composer: VideoComposer,
    project: Project,
    recording: Path | None,
    target: Path,
    *,
    options: ExportOptions,
    progress: Progress,
) -> None:
    """Write ``project`` to ``target``, in the format of its extension.

    Raises:
        BadInput: the extension is unknown, the recording is missing, or an option does not fit.
    """
    format = find_format(target.name)
    if format.needs_recording and recording is None:
        raise BadInput(f"{format.suffix} needs the recording; name it with --media.")
    transcript = project.transcript
    deck = fit_deck(project.deck, transcript.words, transcript.language)
    staged = StagedProject.of(replace(project, deck=deck))
    context = ExportContext(staged, composer, options, recording)
    if format.needs_recording:
        check_stage(project)
    format.check(context)
    format.write(context, target, progress)
    progress(1.0)
