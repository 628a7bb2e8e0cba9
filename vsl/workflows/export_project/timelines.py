"""Writers for video editors and sites: a time line of stills, a cut list, chapters."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from vsl.errors import BadInput
from vsl.export.audio.sound_copy import SoundCopy
from vsl.export.bundle import write_zip
from vsl.export.timeline import FrameSpan, frame_at, spans
from vsl.export.timelines.chapters import (
    FEWEST,
    chapters_for_sites,
    to_chapters_json,
    to_chapters_text,
)
from vsl.export.timelines.edl import to_edl
from vsl.export.timelines.fcpxml import VoiceAsset, to_fcpxml
from vsl.model.project import Still
from vsl.progress import Progress
from vsl.workflows.export_project.context import ExportContext, write_whole

_SOUND, _DRAWN = 0.2, 0.9  # shares of the work


def chapters_json(context: ExportContext) -> str:
    """Return chapters and pitch time as JSON."""
    duration_ms = context.project.media.duration_ms
    return to_chapters_json(context.chapters(), context.pitch_ms(), duration_ms)


def check_chapters(context: ExportContext) -> None:
    """Raise an error if a video site would not show the chapters.

    Raises:
        BadInput: it would not; the message says why.
    """
    count = len(chapters_for_sites(context.chapters(), context.project.deck.duration_ms))
    if count < FEWEST:
        raise BadInput(
            f"YouTube shows chapters from {FEWEST} on, each of 10 s or more, and this video has "
            f"{count}: mark more sections, or take .chapters.json."
        )


def chapters_text(context: ExportContext) -> str:
    """Return chapters for the description of a video."""
    return to_chapters_text(context.chapters(), context.project.deck.duration_ms)


def edl(context: ExportContext, target: Path, progress: Progress) -> None:
    """Write the cuts of the exported video, one per slide, which has the list's name."""
    fps = context.options.fps
    clip = context.options.video_name or f"{target.stem}.mp4"
    write_whole(target, to_edl(_spans(context), fps, clip=clip, chapters=_marks(context, fps)))
    progress(1.0)


def fcpxml_zip(context: ExportContext, target: Path, progress: Progress) -> None:
    """Write a folder with the time line, its pictures and the voice."""
    sound = context.soundtrack(progress.part("preparing the sound", 0.0, _SOUND))
    line = _spans(context)
    stills = list(dict.fromkeys(span.still for span in line))
    drawn = context.pictures(stills, progress.part("drawing the slides", _SOUND, _DRAWN))
    addresses = _addresses(stills)
    document = to_fcpxml(
        line,
        addresses,
        _voice(context, "media/voice.m4a", SoundCopy.open(sound)),
        theme=context.project.deck.theme,
        fps=context.options.fps,
        chapters=context.chapters(),
    )
    pictures = dict(zip(addresses.values(), drawn, strict=True))
    write_zip(target, {"slides.fcpxml": document.encode(), "media/voice.m4a": sound, **pictures})


def _spans(context: ExportContext) -> tuple[FrameSpan, ...]:
    duration_ms = context.project.deck.duration_ms
    return spans(context.showings(), duration_ms, context.options.fps)


def _marks(context: ExportContext, fps: Fraction) -> Mapping[int, str]:
    return {frame_at(each.start_ms, fps): each.title for each in context.chapters()}


def _addresses(stills: list[Still]) -> Mapping[Still, str]:
    return {still: f"media/slide-{number:04}.png" for number, still in enumerate(stills, 1)}


def _voice(context: ExportContext, address: str, sound: SoundCopy) -> VoiceAsset:
    return VoiceAsset(
        address,
        duration_ms=context.project.deck.duration_ms,
        channels=sound.channels,
        sample_rate_hz=sound.sample_rate_hz,
    )
