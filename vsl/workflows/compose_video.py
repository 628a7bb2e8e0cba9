"""Compose videos with staging: cards, music, transitions and the speaker's picture.

A project without staging is exported as it is, at the cost of a copy.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from PIL import Image

from vsl.basics.files import CacheFolder, atomic_path
from vsl.basics.json_codec import to_plain
from vsl.basics.timecode import clock
from vsl.errors import BadInput
from vsl.export.audio.sound_bed import Bed, write_bed
from vsl.export.quality import WEB, Quality
from vsl.export.timeline import FrameSpan, frame_at, spans
from vsl.export.video.composition import add_captions, add_speaker, place_of, with_sound
from vsl.export.video.zoom import BackgroundRun, write_zoom
from vsl.media.footage import FootageCache
from vsl.media.probe import Probe
from vsl.model.project import Deck, MediaInfo, Project, Still
from vsl.progress import Progress
from vsl.render.assets.stored_names import find_asset
from vsl.render.layout.box import speaker_room
from vsl.render.overlay import draw_on_plate, draw_without_background, over_video
from vsl.render.paint.background import draw_background
from vsl.render.paint.draw import draw
from vsl.render.paint.slide_chrome import foot_of
from vsl.render.paint.stroke import Canvas
from vsl.render.sections import theme_for_section
from vsl.slides.cards import lead_of, spans_of
from vsl.workflows.build_deck import Pipeline, showings
from vsl.workflows.staged_project import StagedProject

_BED_VERSION = 1  # to be incremented when the output for the same voice and music changes
_SIDEWAYS = (90, 270)  # rotations that swap width and height
_VOICE = 0.1  # end of each step, as a share of the work
_SLIDES, _SPEAKER, _COMPOSED = 0.3, 0.6, 0.95


def check_stage(project: Project) -> None:
    """Raise an error if the staging does not fit the recording; call it before any work.

    Raises:
        BadInput: the speaker is to be shown, and the recording has no picture; or the call to
            action is after the end.
        NotFound: the music is not in the store.
    """
    staging = project.deck.staging
    if (staging.speaker or staging.over_source) and project.media.video is None:
        raise BadInput("The recording has no picture: show the speaker from a video only.")
    if staging.music:
        find_asset(staging.music.sound, "music")
    call, end_ms = staging.call_to_action, project.deck.duration_ms
    if call and call.start_ms is not None and call.start_ms >= end_ms:
        raise BadInput(f"The call to action would come after the end, at {clock(call.start_ms)}.")


@dataclass(frozen=True, slots=True)
class VideoComposer:
    """The tools and caches of a staged export."""

    pipeline: Pipeline
    probe: Probe
    footage: FootageCache
    beds: CacheFolder

    def soundtrack(self, staged: StagedProject, recording: Path, progress: Progress) -> Path:
        """Return the path of the voice with the music and silence of its staging, a cached .m4a."""
        project, shown, staging = staged.spoken, staged.shown, staged.spoken.deck.staging
        if shown is project and staging.music is None:
            return self.pipeline.soundtrack(project, recording, progress)
        recipe = f"{_BED_VERSION} {project.media.timeline_key} {shown.deck.duration_ms} "
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
        staged: StagedProject,
        recording: Path,
        target: Path,
        *,
        fps: Fraction,
        progress: Progress,
        quality: Quality = WEB,
    ) -> None:
        """Write the slides of ``staged`` with their sound to ``target``.

        Args:
            quality: of still slides; moving pictures have their own.
        Raises:
            BadInput: see ``check_stage``, or there is nothing to show.
            ToolFailed: the video can't be written.
        """
        check_stage(staged.spoken)
        voice = progress.part("preparing the sound", 0.0, _VOICE)
        sound = self.soundtrack(staged, recording, voice)
        shown = staged.shown
        cover = b"" if _begins_with_text(shown, fps) else self.pipeline.draw_cover(shown)
        if not is_composed(shown.deck):
            drawing = progress.part("drawing the video", _VOICE, 1.0)
            self.pipeline.write_video(
                shown,
                sound,
                target,
                fps=fps,
                progress=drawing,
                quality=quality,
                cover=cover,
            )
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=target.parent, prefix=".staging-", suffix=".part"
        ) as folder:
            self._compose(
                _Job(staged, recording, sound, Path(folder), fps, progress), target, cover
            )

    def _compose(self, job: _Job, target: Path, cover: bytes) -> None:
        """Put a video of which every frame moves under ``target``."""
        staging = job.staged.spoken.deck.staging
        picture = self._slides(job)
        if staging.speaker and not staging.over_source:
            picture = self._with_speaker(job, picture)
        joining = job.progress.part("writing the video", _COMPOSED, 1.0)
        length_s = job.staged.shown.deck.duration_ms / 1000
        with atomic_path(target) as sibling:
            with_sound(picture, job.sound, sibling, length_s, joining, cover=job.keep(cover))

    def _slides(self, job: _Job) -> Path:
        """Return the slides as a video, over a moving background if there is one."""
        staging = job.staged.spoken.deck.staging
        if staging.over_source:
            lead = frame_at(lead_of(staging), job.fps)
            return self._over(job, self._source(job), job.plates(), lead_frames=lead)
        if staging.zoom_share:
            return self._over(job, job.zoom(), job.slides_without_background())
        slides = job.folder / "slides.mp4"
        drawing = job.progress.part("drawing the slides", _VOICE, _SLIDES)
        self.pipeline.write_video(
            job.staged.shown, job.sound, slides, fps=job.fps, progress=drawing
        )
        return slides

    def _source(self, job: _Job) -> Path:
        theme = job.staged.spoken.deck.theme
        return self.footage.footage(
            job.recording,
            job.staged.spoken.media,
            (theme.width_px, theme.height_px),
            fps=job.fps,
            frames=frame_at(job.staged.spoken.media.duration_ms, job.fps),
            progress=job.progress.part("cutting the recording's picture", _VOICE, _SLIDES),
        )

    def _over(
        self, job: _Job, behind: Path, overlays: Sequence[tuple[Path, int]], *, lead_frames: int = 0
    ) -> Path:
        whole = job.folder / "over.mp4"
        add_captions(
            behind,
            overlays,
            whole,
            lead_frames=lead_frames,
            fps=job.fps,
            frames=job.frames,
            progress=job.progress.part("laying the slides over it", _SLIDES, _SPEAKER),
        )
        return whole

    def _with_speaker(self, job: _Job, slides: Path) -> Path:
        deck, speaker = job.staged.shown.deck, job.staged.spoken.deck.staging.speaker
        assert speaker is not None
        theme = job.staged.theme
        room = speaker_room(theme, speaker, foot_px=foot_of(theme))
        place = place_of(
            speaker, _upright(job.staged.spoken.media), room.edges, height_px=room.height
        )
        footage = self.footage.footage(
            job.recording,
            job.staged.spoken.media,
            (place.width, place.height),
            fps=job.fps,
            frames=frame_at(job.staged.spoken.media.duration_ms, job.fps),
            progress=job.progress.part("cutting out the speaker", _SLIDES, _SPEAKER),
        )
        whole = job.folder / "speaker.mp4"
        add_speaker(
            slides,
            footage,
            whole,
            place=place,
            shape=speaker.shape,
            seen=[
                (frame_at(start_ms, job.fps), frame_at(end_ms, job.fps))
                for start_ms, end_ms in spans_of(deck, speaker.sections)
            ],
            lead_frames=frame_at(lead_of(deck.staging), job.fps),
            fps=job.fps,
            frames=job.frames,
            progress=job.progress.part(
                "putting the speaker beside the slides", _SPEAKER, _COMPOSED
            ),
        )
        return whole

    def _music(self, sha256: str, progress: Progress) -> Path:
        """Return the music as a clean .m4a: users' files are only decoded in the jail."""
        path = find_asset(sha256, "music")
        return self.pipeline.soundtracks.soundtrack(path, self.probe(path), progress)


@dataclass(frozen=True, slots=True)
class _Job:
    """The inputs of one composed video."""

    staged: StagedProject
    recording: Path
    sound: Path
    folder: Path
    fps: Fraction
    progress: Progress

    @property
    def frames(self) -> int:
        return frame_at(self.staged.shown.deck.duration_ms, self.fps)

    def spans(self) -> tuple[FrameSpan, ...]:
        shown = self.staged.shown
        return spans(showings(shown), shown.deck.duration_ms, self.fps)

    def keep(self, cover: bytes) -> Path | None:
        """What stands for the video, as a file; None where nothing does."""
        if not cover:
            return None
        path = self.folder / "cover.jpg"
        path.write_bytes(cover)
        return path

    def zoom(self) -> Path:
        """Return a video of the sections' backgrounds, each zooming in."""
        theme, target = self.staged.shown.deck.theme, self.folder / "zoom.mp4"
        canvas = Canvas.of(theme)
        backgrounds = []
        for section, group in groupby(self.spans(), key=lambda span: span.still.section):
            look = theme_for_section(theme, section)
            count = sum(span.frame_count for span in group)
            backgrounds.append(
                BackgroundRun(draw_background(look, canvas), count, look.backdrop is not None)
            )
        share = self.staged.spoken.deck.staging.zoom_share
        moving = self.progress.part("moving the background", _VOICE, _SLIDES)
        write_zoom(backgrounds, share, target, fps=self.fps, progress=moving)
        return target

    def slides_without_background(self) -> list[tuple[Path, int]]:
        """Return the slides without background, and the number of frames of each."""
        theme = self.staged.theme
        return self._draw_stills(lambda still, _: draw_without_background(still, theme))

    def plates(self) -> list[tuple[Path, int]]:
        """Return the slides as captions on plates; cards are drawn whole."""
        theme = self.staged.theme
        lower = over_video(theme)

        def draw_one(still: Still, is_card: bool) -> Image.Image:
            return draw(still, theme).convert("RGBA") if is_card else draw_on_plate(still, lower)

        return self._draw_stills(draw_one)

    def _draw_stills(
        self, draw_one: Callable[[Still, bool], Image.Image]
    ) -> list[tuple[Path, int]]:
        """Return the pictures that ``draw_one`` draws of stills, and their numbers of frames."""
        paths: dict[tuple[Still, bool], Path] = {}
        found = [(span.still, self._is_card(span), span.frame_count) for span in self.spans()]
        for still, is_card, _ in found:
            if (still, is_card) not in paths:
                path = paths[still, is_card] = self.folder / f"{len(paths)}.png"
                draw_one(still, is_card).save(path, compress_level=1)
        return [(paths[still, is_card], count) for still, is_card, count in found]

    def _is_card(self, span: FrameSpan) -> bool:
        """Return whether a span shows a card, before or after the voice."""
        lead_ms = lead_of(self.staged.spoken.deck.staging)
        end_frame = frame_at(lead_ms + self.staged.spoken.deck.duration_ms, self.fps)
        return not frame_at(lead_ms, self.fps) <= span.first_frame < end_frame


def is_composed(deck: Deck) -> bool:
    """Whether every frame moves, so that stills alone can't tell it."""
    staging = deck.staging
    return bool(staging.speaker or staging.over_source or staging.zoom_share)


def _begins_with_text(project: Project, fps: Fraction) -> bool:
    """Whether the first picture of a staged project's video is a slide with text."""
    shown = showings(project)
    if project.deck.staging.over_source or not shown:
        return False
    return frame_at(shown[0].start_ms, fps) == 0 and bool(shown[0].still.text)


def _upright(media: MediaInfo) -> tuple[int, int]:
    """Return the width and height of a recording's picture after rotation."""
    video = media.video
    if video is None:
        raise BadInput("The recording has no picture: show the speaker from a video only.")
    sides = video.width_px, video.height_px
    return sides[::-1] if video.rotation_deg in _SIDEWAYS else sides
