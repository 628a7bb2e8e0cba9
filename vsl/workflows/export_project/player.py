"""Writers of the page that plays the video."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from vsl.basics.files import atomic_path
from vsl.errors import BadInput, TooLarge
from vsl.export.bundle import write_zip
from vsl.export.captions.subrip_webvtt import to_vtt
from vsl.export.player.player import Button, Player, page_beside, page_with, words_of
from vsl.progress import Progress
from vsl.slides.poster import poster
from vsl.workflows.export_project.context import ExportContext, explain_full_disk
from vsl.workflows.export_project.images import check_video

MOST_BYTES: Final = 150 << 20  # of video in one page; mail and site builders refuse more
_VIDEO: Final = 0.95  # share of the work
_POSTER_PX: Final = 1280


def check_page(context: ExportContext) -> None:
    """Raise an error if the page can't be made with these options.

    Raises:
        BadInput: its video shows nothing, or the button has no time, or one after the end.
    """
    check_video(context)
    _button(context)


def html_page(context: ExportContext, target: Path, progress: Progress) -> None:
    """Write one file with the page and its video.

    Raises:
        TooLarge: the video is too large for a single file.
    """
    with _video(context, target, progress) as video:
        size = video.stat().st_size
        if size > MOST_BYTES:
            raise TooLarge(
                f"A page that holds {size >> 20} MB of video opens badly; export .player.zip."
            )
        with explain_full_disk(target), atomic_path(target) as sibling, sibling.open("wb") as file:
            for piece in page_with(_player(context), video):
                file.write(piece.encode())


def player_zip(context: ExportContext, target: Path, progress: Progress) -> None:
    """Write a folder for a web server: the page, the video beside it, and captions."""
    with _video(context, target, progress) as video:
        page = page_beside(_player(context), "video.mp4")
        captions = to_vtt(context.captions()).encode()
        pages = {"index.html": page.encode(), "captions.vtt": captions}
        write_zip(target, {**pages, "video.mp4": video})


@contextmanager
def _video(context: ExportContext, target: Path, progress: Progress) -> Iterator[Path]:
    """Yield the video's path; it is deleted after the block."""
    parent = target.parent
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(".part", ".player-", parent) as folder:
        video = Path(folder) / "video.mp4"
        context.video(video, progress.part("", 0.0, _VIDEO))
        yield video


def _player(context: ExportContext) -> Player:
    project = context.project
    return Player(
        key=f"{project.media.sha256[:16]}-{project.deck.duration_ms}",
        language=project.transcript.language,
        duration_ms=project.deck.duration_ms,
        theme=project.deck.theme,
        captions=context.captions(),
        button=_button(context),
        seek=context.options.seek,
        poster=_poster(context),
    )


def _button(context: ExportContext) -> Button | None:
    options, call = context.options, context.project.deck.staging.call_to_action
    if not options.button_url:
        return None
    times = (options.button_ms, call.start_ms if call else None, context.pitch_ms())
    start_ms = next((each for each in times if each is not None), None)
    if start_ms is None:
        raise BadInput("The slides hold no pitch: say at which time the button appears.")
    if start_ms >= context.project.deck.duration_ms:
        raise BadInput("The button would appear after the end: choose an earlier time.")
    usual = call.text if call else words_of(context.project.transcript.language)["button"]
    return Button(options.button_text or usual, options.button_url, start_ms)


def _poster(material: ExportContext) -> str:
    """What stands there until the video is ready: its first slide, so that nothing jumps.

    A slide that builds is whole, and one without text makes room for the strongest of the opening.
    """
    first = next(iter(material.slides()), None)
    if first is None:
        return ""
    slide = first if first.text.strip() else poster(material.project.deck) or first
    (still,) = material.stills([slide])
    drawn = material.pipeline.pictures.thumbnail(still, material.theme, _POSTER_PX)
    return "data:image/png;base64," + base64.b64encode(drawn.read_bytes()).decode()
