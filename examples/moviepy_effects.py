"""Give a project's video effects of MoviePy's own.

python examples/moviepy_effects.py slides.json pitch.mp4 faded.mp4
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from moviepy import vfx

from vsl.bootstrap import build_tools
from vsl.interop.moviepy import make_clip
from vsl.model import document
from vsl.settings import Settings


def main(project: str, recording: str, target: str) -> None:
    """Write the project's video, faded in and out."""
    tools = build_tools(Settings.from_environ(os.environ))
    clip = make_clip(tools, document.read(Path(project)), Path(recording))
    faded = clip.with_effects([vfx.FadeIn(1), vfx.FadeOut(1)])
    faded.write_videofile(target, audio_codec="aac", logger=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
