"""A deck on its stage: cards around it, music under it, transitions in it, the speaker beside it.

A project whose staging is empty passes through untouched, at the cost of a copy.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from vsl import assets
from vsl.disk import CacheFolder, atomic_path
from vsl.errors import BadInput
from vsl.export.composition import add_speaker, place_of, with_sound
from vsl.export.quality import WEB, Quality
from vsl.export.sound_bed import Bed, write_bed
from vsl.export.timeline import frame_at
from vsl.media.footage import FootageCache
from vsl.model import MediaInfo, Project
from vsl.pipeline import Pipeline, staged_theme
from vsl.plain import to_plain
from vsl.progress import Progress
from vsl.render.furniture import furniture
from vsl.slides.cards import lead_of, spans_of, with_cards

_BED_VERSION = 1  # changes whenever the same voice and music would sound another way
_SIDEWAYS = (90, 270)  # turns after which width is height
_VOICE = 0.1  # shares of the time that a video takes
_SLIDES, _SPEAKER, _COMPOSED = 0.3, 0.6, 0.95


def staged(project: Project) -> Project:
    """``project`` as it is shown: between the cards of its staging, every time moved to match."""
    draft = with_cards(project.deck, project.transcript.words)
    if draft.deck is project.deck:
        return project
    return replace(
        project,
        media=replace(project.media, duration_ms=draft.deck.duration_ms),
        transcript=replace(project.transcript, words=draft.words),
        deck=draft.deck,
    )


def check_stage(project: Project) -> None:
    """Nothing, if what the staging asks for can be had from the recording; asked before any work.

    Raises:
        BadInput: the speaker is to be shown, and the recording has no picture.
        NotFound: the music is not kept here.
    """
    staging = project.deck.staging
    if (staging.speaker or staging.over_source) and project.media.video is None:
        raise BadInput("The recording has no picture: show the speaker from a video only.")
    if staging.music:
        assets.find(staging.music.sound)


@dataclass(frozen=True, slots=True)
class Stage:
    """What a staged export needs at hand."""

    pipeline: Pipeline
    probe: Callable[[Path], MediaInfo]
    footage: FootageCache
    beds: CacheFolder

    def soundtrack(self, project: Project, recording: Path, progress: Progress) -> Path:
        """The voice with all that its staging lays around it, as a cached .m4a.

        Args:
            project: as it was made, not staged.
        """
        shown, staging = staged(project), project.deck.staging
        if shown is project and staging.music is None:
            return self.pipeline.soundtrack(project, recording, progress)
        recipe = f"{_BED_VERSION} {project.media.sha256} {shown.deck.duration_ms} "
        recipe += f"{lead_of(staging)} {to_plain(staging.music) if staging.music else ''}"
        key = hashlib.sha256(recipe.encode()).hexdigest()
        if found := self.beds.find(key):
            return found
        voice = self.pipeline.soundtrack(project, recording, progress.part("", 0.0, 0.4))
        bed = Bed(lead_of(staging), shown.deck.duration_ms)
        if staging.music:
            music = self._music(staging.music.sound, progress.part("", 0.4, 0.6))
            levels = staging.music.level_db, staging.music.duck_db
            bed = Bed(bed.lead_ms, bed.duration_ms, music, *levels)
        with self.beds.writing(key) as target:
            write_bed(voice, bed, target, progress.part("", 0.6, 1.0))
        return self.beds.path(key)

    def export_video(
        self,
        project: Project,
        recording: Path,
        target: Path,
        *,
        fps: Fraction,
        progress: Progress,
        quality: Quality = WEB,
    ) -> None:
        """Put the staged deck of ``project`` with its sound under ``target``.

        Raises:
            BadInput: see ``check_stage``, or there is nothing to show.
            ToolFailed: the video can't be written.
        """
        check_stage(project)
        voice = progress.part("preparing the sound", 0.0, _VOICE)
        sound = self.soundtrack(project, recording, voice)
        shown = staged(project)
        if project.deck.staging.speaker is None:
            drawing = progress.part("drawing the video", _VOICE, 1.0)
            self.pipeline.write_video(
                shown, sound, target, fps=fps, progress=drawing, quality=quality
            )
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".staging-") as folder:
            slides = Path(folder) / "slides.mp4"
            drawing = progress.part("drawing the slides", _VOICE, _SLIDES)
            self.pipeline.write_video(shown, sound, slides, fps=fps, progress=drawing)
            whole = Path(folder) / "whole.mp4"
            self._add_speaker(project, recording, slides, whole, fps=fps, progress=progress)
            joining = progress.part("writing the video", _COMPOSED, 1.0)
            with atomic_path(target) as sibling:
                with_sound(whole, sound, sibling, shown.deck.duration_ms / 1000, joining)

    def _add_speaker(
        self,
        project: Project,
        recording: Path,
        slides: Path,
        target: Path,
        *,
        fps: Fraction,
        progress: Progress,
    ) -> None:
        deck, speaker = staged(project).deck, project.deck.staging.speaker
        assert speaker is not None
        theme = staged_theme(deck)
        call = furniture(theme).call
        foot_px = theme.height_px - call.area.top if call else 0
        place = place_of(speaker, theme, _upright(project.media), foot_px=foot_px)
        footage = self.footage.footage(
            recording,
            project.media,
            (place.width, place.height),
            fps=fps,
            frames=frame_at(project.media.duration_ms, fps),
            progress=progress.part("cutting out the speaker", _SLIDES, _SPEAKER),
        )
        seen = [
            (frame_at(start_ms, fps), frame_at(end_ms, fps))
            for start_ms, end_ms in spans_of(deck, speaker.sections)
        ]
        add_speaker(
            slides,
            footage,
            target,
            place=place,
            shape=speaker.shape,
            seen=seen,
            lead_frames=frame_at(lead_of(deck.staging), fps),
            fps=fps,
            frames=frame_at(deck.duration_ms, fps),
            progress=progress.part("putting the speaker beside the slides", _SPEAKER, _COMPOSED),
        )

    def _music(self, sha256: str, progress: Progress) -> Path:
        """The music as clean .m4a: what people add is only ever decoded in the jail."""
        path = assets.find(sha256)
        return self.pipeline.soundtracks.soundtrack(path, self.probe(path), progress)


def _upright(media: MediaInfo) -> tuple[int, int]:
    """Width and height of a recording's picture as people see it."""
    video = media.video
    if video is None:
        raise BadInput("The recording has no picture: show the speaker from a video only.")
    sides = video.width_px, video.height_px
    return sides[::-1] if video.rotation_deg in _SIDEWAYS else sides
