"""Convert a project to a MoviePy clip: frames drawn on demand, the voice as its audio.

    from moviepy import vfx
    from vsl.bootstrap import build_tools
    from vsl.interop.moviepy import make_clip
    from vsl.model import document
    from vsl.settings import Settings

    project = document.read(Path("slides.json"))
    clip = make_clip(build_tools(Settings()), project, Path("pitch.mp4"))
    clip.with_effects([vfx.FadeIn(1)]).write_videofile("faded.mp4", fps=30)

The mp4 export encodes each slide once, MoviePy each frame, so this is for effects that only MoviePy
has. Source: https://zulko.github.io/moviepy/reference/
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from vsl.errors import BadInput, NotInstalled
from vsl.export.timeline import FrameSpan, spans
from vsl.export.video.transitions import TransitionSource, with_transitions
from vsl.model.project import Project
from vsl.progress import Progress
from vsl.render.assets.stored_names import bind_project
from vsl.render.paint.drawn_stills import DrawnStills
from vsl.workflows.build_deck import showings
from vsl.workflows.compose_video import is_composed
from vsl.workflows.staged_project import StagedProject

if TYPE_CHECKING:
    from moviepy import VideoClip

    from vsl.bootstrap import Tools

_FPS = Fraction(30)
_CURE = "pip install 'vsl[moviepy]' and pip install --no-deps moviepy"


def make_clip(
    tools: Tools, project: Project, recording: Path, *, fps: Fraction = _FPS
) -> VideoClip:
    """Return the project as a clip with its cards, builds, transitions, music and voice.

    Args:
        recording: the project's source file.
        fps: frame rate, as in the mp4 export.
    Raises:
        BadInput: the deck shows the recording's own picture, or zooms: those are composed by
            ffmpeg; export the video and open it with ``moviepy.VideoFileClip``.
        NotInstalled: MoviePy is not installed.
    """
    if is_composed(project.deck):
        raise BadInput("A deck with a speaker or a zoom is no clip: export it as mp4, open that.")
    try:
        from moviepy import AudioFileClip, VideoClip
    except ImportError as error:
        raise NotInstalled(f"MoviePy is not installed: {_CURE}.") from error
    staged = StagedProject.of(bind_project(project, tools.assets))
    shown, deck = staged.shown, staged.shown.deck
    moving = with_transitions(
        spans(showings(shown), deck.duration_ms, fps), deck.staging.transition, fps
    )
    frames = Frames(moving, TransitionSource(DrawnStills(staged.theme)), fps)
    sound = tools.composer.soundtrack(staged, recording, Progress())
    clip = VideoClip(frames.at, duration=float(frames.count / fps))
    return clip.with_fps(float(fps)).with_audio(AudioFileClip(str(sound)))


@dataclass(frozen=True)
class Frames:
    """The frames of a video, drawn on demand."""

    spans: tuple[FrameSpan, ...]
    pictures: TransitionSource
    fps: Fraction

    @property
    def count(self) -> int:
        """The number of frames."""
        return self.spans[-1].first_frame + self.spans[-1].frame_count

    def at(self, t_s: float) -> npt.NDArray[np.uint8]:
        """Return the frame that is shown ``t_s`` seconds into the video.

        Returns:
            uint8 RGB, shape (height_px, width_px, 3).
        """
        # MoviePy passes times such as 0.0999… for the frame that begins at 0.1
        number = min(int(t_s * float(self.fps) + 1e-6), self.count - 1)
        place = bisect_right(self.spans, number, key=lambda span: span.first_frame)
        return _paint(self.pictures, self.spans[place - 1])


@lru_cache(maxsize=4)  # neighbouring frames are mostly equal
def _paint(pictures: Any, span: FrameSpan) -> npt.NDArray[np.uint8]:
    drawing = pictures.drawing(span.still)
    return np.asarray(drawing.strip(0, drawing.size[1]).convert("RGB"))
