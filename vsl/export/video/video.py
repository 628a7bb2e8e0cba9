"""Write frame spans, slide pictures and a soundtrack as a constant-frame-rate MP4.

Slides are drawn and encoded on all cores, a few ahead of the frames being written; memory holds
only those few, however long the video is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from itertools import chain, groupby, islice
from operator import attrgetter
from pathlib import Path

from vsl.basics.cache_owners import OWNER
from vsl.basics.files import CacheFolder, atomic_path
from vsl.errors import BadInput, ToolFailed
from vsl.export.audio.sound_copy import SoundCopy
from vsl.export.lookahead import results_ahead
from vsl.export.quality import WEB, Quality
from vsl.export.timeline import FrameSpan
from vsl.export.video.encoder import PictureEncoder
from vsl.export.video.mp4 import Movie, VideoFormat
from vsl.export.video.picture_source import PictureSource
from vsl.export.video.runs import FrameRun, runs
from vsl.export.video.still_h264 import ParameterSets, StillPicture
from vsl.model.project import Still
from vsl.progress import Progress

_MAX_SEEK_S = 2  # longest time between whole pictures, the only ones a player can seek to
_MOST_STEPS = 24  # of a slide, encoded by one thread and in memory at once


def write_video(
    target: Path,
    spans: Sequence[FrameSpan],
    pictures: PictureSource,
    soundtrack: Path,
    *,
    fps: Fraction,
    cache: CacheFolder,
    progress: Progress,
    quality: Quality = WEB,
    cover: bytes = b"",
    workers: int | None = None,
) -> None:
    """Write a video to ``target``: each frame shows its span's picture, the sound is a copy.

    Args:
        spans: without gaps, from frame 0 on; see ``timeline.spans``.
        pictures: of the stills, all of one even size.
        soundtrack: AAC in MP4; the priming and length that its edit list gives are kept.
        cache: encoded slides, so that another export draws and encodes only what changed.
        progress: told at least once in two seconds of video.
        quality: how closely the video keeps to the pictures.
        cover: a JPEG that stands for the file; empty: none.
        workers: slides drawn and encoded at once; by default one a core.
    Raises:
        BadInput: there are no frames.
        ToolFailed: a picture, the soundtrack or the target can't be used.
    """
    if not spans:
        raise BadInput("There is nothing to show: the recording has no length.")
    sound = SoundCopy.open(soundtrack)
    encoder = PictureEncoder(pictures, fps, quality, cache)
    shown = tuple(runs(spans, max(1, int(_MAX_SEEK_S * fps))))
    sets = encoder.parameters.sps, (encoder.parameters.pps, encoder.parameters.repeating_pps)
    movie = Movie(VideoFormat(*encoder.size, fps, *sets), sound, shown, cover)
    with _saying_why(target), _pictures(encoder, spans, workers or os.cpu_count() or 1) as encoded:
        units = _access_units(encoder.parameters, shown, encoded, progress)
        with atomic_path(target) as sibling, sibling.open("wb") as file:
            movie.write(file, units)
    progress(1.0)


@contextmanager
def _saying_why(target: Path) -> Iterator[None]:
    """Convert file errors inside the block to ToolFailed for ``target``."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        cure = "free some space or choose another place"
        raise ToolFailed(f"{target.name} can't be written: {reason}; {cure}.") from error


@contextmanager
def _pictures(
    encoder: PictureEncoder, spans: Sequence[FrameSpan], workers: int
) -> Iterator[Iterable[StillPicture]]:
    """Yield the picture of each span, encoded by ``workers`` threads during the block."""
    pool = ThreadPoolExecutor(workers, "encode", OWNER.set, (OWNER.get(),))
    try:
        yield chain.from_iterable(
            results_ahead(pool, encoder.pictures, _slides(spans), 2 * workers)
        )
    finally:
        pool.shutdown(cancel_futures=True)


def _slides(spans: Sequence[FrameSpan]) -> Iterator[list[Still]]:
    """Yield the stills of one slide after another; many steps are split into several lists."""
    for _, group in groupby((span.still for span in spans), attrgetter("text")):
        while stills := list(islice(group, _MOST_STEPS)):
            yield stills


def _access_units(
    parameters: ParameterSets,
    shown: Sequence[FrameRun],
    pictures: Iterable[StillPicture],
    progress: Progress,
) -> Iterator[list[bytes]]:
    """Yield the frames of each run: a picture that changes the screen, then its repeats."""
    repeats = [parameters.repeat(number) for number in range(parameters.frame_numbers)]
    total = shown[-1].first_frame + shown[-1].frame_count
    before, idr_pic_id = None, 0
    spans = groupby(shown, attrgetter("span"))
    for (_, span), picture in zip(spans, pictures, strict=True):
        for run in span:
            progress(run.first_frame / total)
            if run.frame_num and before:
                first = parameters.change(before, picture, run.frame_num)
            else:
                first = parameters.whole(picture, idr_pic_id)
                idr_pic_id = 1 - idr_pic_id
            numbers = range(run.frame_num + 1, run.frame_num + run.frame_count)
            yield [first, *(repeats[number % len(repeats)] for number in numbers)]
            before = picture
