"""The context of a format's writer: the project, and everything derived from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vsl.basics.files import write_atomically
from vsl.errors import BadInput, ToolFailed
from vsl.model.appearance import Theme
from vsl.model.project import Chapter, Project, Showing, Slide, Still
from vsl.progress import Progress
from vsl.slides.sections import chapters, pitch_ms
from vsl.slides.segmentation.presets import CAPTIONS
from vsl.workflows.build_deck import Pipeline, captions_of, showings, stills_of
from vsl.workflows.compose_video import VideoComposer
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.staged_project import StagedProject


@dataclass(frozen=True, slots=True)
class ExportContext:
    """A project ready for export: each slide's text fits its picture."""

    staged: StagedProject
    composer: VideoComposer
    options: ExportOptions = field(default_factory=ExportOptions)
    recording: Path | None = None  # required by some formats

    @property
    def project(self) -> Project:
        """The project with the cards of its staging."""
        return self.staged.shown

    @property
    def theme(self) -> Theme:
        """The theme with the overlays of the staging."""
        return self.staged.theme

    @property
    def pipeline(self) -> Pipeline:
        """The drawing and caches of exports."""
        return self.composer.pipeline

    def video(self, target: Path, progress: Progress) -> None:
        """Write the slides with the voice and all staging as an MP4."""
        self.composer.export_video(
            self.staged,
            self._recording(),
            target,
            fps=self.options.fps,
            progress=progress,
            quality=self.options.quality,
        )

    def soundtrack(self, progress: Progress) -> Path:
        """Return the path of the staged sound, a cached .m4a."""
        return self.composer.soundtrack(self.staged, self._recording(), progress)

    def pictures(self, stills: Sequence[Still], progress: Progress) -> tuple[Path, ...]:
        """Return a cached PNG for each still, in order, in the size of the theme."""
        return self.pipeline.pictures.draw_all(stills, self.theme, progress)

    def stills(self, slides: Sequence[Slide]) -> tuple[Still, ...]:
        """Return the still of each slide after its build."""
        return stills_of(self.project, slides)

    def slides(self) -> tuple[Slide, ...]:
        """Return the visible slides, in order of time."""
        return tuple(slide for slide in self.project.deck.slides if not slide.hidden)

    def showings(self) -> tuple[Showing, ...]:
        """Return everything the video shows, and when."""
        return showings(self.project)

    def captions(self, *, characters: int = CAPTIONS.line_characters) -> tuple[Slide, ...]:
        """The spoken words, cut and timed by the rules of captions, in lines of so many letters."""
        return captions_of(self.project, characters=characters)

    def chapters(self) -> tuple[Chapter, ...]:
        """Return the sections of the letter with their times and titles."""
        return chapters(self.project.deck, self.project.transcript.language)

    def pitch_ms(self) -> int | None:
        """Return the time of the first offer; None without an offer."""
        return pitch_ms(self.project.deck)

    def _recording(self) -> Path:
        if self.recording is None:
            raise BadInput("The recording is missing; name it with --media.")
        return self.recording


def write_whole(target: Path, content: str | bytes) -> None:
    """Write ``content`` to ``target`` atomically.

    Raises:
        ToolFailed: the disk is full, or gone.
    """
    with explain_full_disk(target):
        write_atomically(target, content)


@contextmanager
def explain_full_disk(target: Path) -> Iterator[None]:
    """Convert file errors inside the block to one line about ``target``.

    Raises:
        ToolFailed: the disk is full, or gone.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise ToolFailed(f"{target.name} can't be written: {reason}.") from error
