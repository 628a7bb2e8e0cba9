"""What the writer of a format has at hand: the project, and all that can be made from it."""

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
from vsl.workflows.build_deck import Pipeline, captions_of, showings, stills_of, theme_with_staging
from vsl.workflows.compose_video import VideoComposer, add_cards
from vsl.workflows.export_project.options import ExportOptions


@dataclass(frozen=True, slots=True)
class ExportContext:
    """One project, ready to be written: each of its slides fits its picture."""

    made: Project  # as its author has it
    stage: VideoComposer
    options: ExportOptions = field(default_factory=ExportOptions)
    recording: Path | None = None  # what the project was made from; there where a format needs it

    @property
    def project(self) -> Project:
        """As it is shown: with the cards of its staging."""
        return add_cards(self.made)

    @property
    def theme(self) -> Theme:
        """The look, with what its staging puts on slides."""
        return theme_with_staging(self.project.deck)

    @property
    def pipeline(self) -> Pipeline:
        """The drawer of slides."""
        return self.stage.pipeline

    def video(self, target: Path, progress: Progress) -> None:
        """Write the slides with the voice, and all of their staging, as an MP4."""
        self.stage.export_video(
            self.made,
            self._recording(),
            target,
            fps=self.options.fps,
            progress=progress,
            quality=self.options.quality,
        )

    def soundtrack(self, progress: Progress) -> Path:
        """What is heard, as a cached .m4a."""
        return self.stage.soundtrack(self.made, self._recording(), progress)

    def pictures(self, stills: Sequence[Still], progress: Progress) -> tuple[Path, ...]:
        """A cached PNG for each still, in order, in the size of the theme."""
        return self.pipeline.pictures.draw_all(stills, self.theme, progress)

    def stills(self, slides: Sequence[Slide]) -> tuple[Still, ...]:
        """What each slide shows when all of it is there."""
        return stills_of(self.project, slides)

    def slides(self) -> tuple[Slide, ...]:
        """The slides that are shown, in order of time."""
        return tuple(slide for slide in self.project.deck.slides if not slide.hidden)

    def showings(self) -> tuple[Showing, ...]:
        """All that the video shows, and when."""
        return showings(self.project)

    def captions(self) -> tuple[Slide, ...]:
        """The spoken words, cut and timed by the rules of captions."""
        return captions_of(self.project)

    def chapters(self) -> tuple[Chapter, ...]:
        """The sections of the letter with their times and titles."""
        return chapters(self.project.deck, self.project.transcript.language)

    def pitch_ms(self) -> int | None:
        """When the offer is first made; None where nothing is offered."""
        return pitch_ms(self.project.deck)

    def _recording(self) -> Path:
        if self.recording is None:
            raise BadInput("The recording is missing; name it with --media.")
        return self.recording


def write_whole(target: Path, content: str | bytes) -> None:
    """Put ``content`` under ``target``, whole or not at all.

    Raises:
        ToolFailed: the disk is full, or gone.
    """
    with explain_full_disk(target):
        write_atomically(target, content)


@contextmanager
def explain_full_disk(target: Path) -> Iterator[None]:
    """What a full disk says about ``target``, in one line.

    Raises:
        ToolFailed: the disk is full, or gone.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise ToolFailed(f"{target.name} can't be written: {reason}.") from error
