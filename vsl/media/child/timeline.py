"""Place decoded frames on a timeline without gaps: sample index over rate is media time.

Takes frames; yields float32 blocks of one rate and channel layout. Media time zero is the first
sample. Gaps in the recording's clock, including one before late sound, become silence; overlaps are
dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import Any, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph
from numpy.typing import NDArray

from vsl.media.child.downmix import Downmix
from vsl.media.child.recording import Recording
from vsl.media.child.start_time import LONGEST_HOLE_S

Block = NDArray[np.float32]
"""float32, shape (n_samples, n_channels), range -1..1."""

# Smaller deviations are ignored: containers round times, browsers stamp packets late.
# Viewers notice sound that is 45 ms early or more (ITU-R BT.1359-1).
_TOLERANCE_S = 0.040
# Larger jumps are no gaps: a chained Ogg restarts at zero, a damaged clock jumps anywhere.
_LONGEST_OVERLAP_S = 1.0

_LAYOUT_CHANNELS = {"mono": 1, "stereo": 2}


@dataclass(slots=True)
class Continuity:
    """Assigns each frame to a continuous run.

    Frames of one run follow one another without a gap and have one format.

    Args:
        trusts_clock: False where the container's times are guesses.
        zero_s: media time zero on the frames' clock; None: that of the first frame.
    """

    trusts_clock: bool = True
    zero_s: Fraction | None = None
    run: int = -1
    start_s: float = 0.0
    _samples: int = 0
    _shape: tuple[str, str, int] = ("", "", 1)
    _zero_s: float | None = field(default=None)

    def __call__(self, frame: AudioFrame) -> tuple[int, float]:
        """Return the number of the frame's run and the run's start in seconds of media time."""
        expected_s = self.start_s + self._samples / self._shape[2]
        at_s = self._time_s(frame, expected_s)
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if at_s != expected_s or shape != self._shape:
            self.run += 1
            self.start_s, self._samples, self._shape = at_s, 0, shape
        self._samples += frame.samples
        return self.run, self.start_s

    def _time_s(self, frame: AudioFrame, expected_s: float) -> float:
        if not self.trusts_clock or frame.pts is None or frame.time_base is None:
            return expected_s
        clock_s = float(frame.pts * frame.time_base)
        if self._zero_s is None:
            return self._start_s(clock_s, expected_s)
        ahead_s = clock_s - self._zero_s - expected_s
        if abs(ahead_s) <= _TOLERANCE_S:
            return expected_s
        if not -_LONGEST_OVERLAP_S <= ahead_s <= LONGEST_HOLE_S:
            self._zero_s += ahead_s
            return expected_s
        return expected_s + ahead_s

    def _start_s(self, clock_s: float, expected_s: float) -> float:
        """Return the start of the first frame that has a time, to the sample."""
        late_s = 0.0 if self.zero_s is None else clock_s - float(self.zero_s) - expected_s
        if not 0 <= late_s <= LONGEST_HOLE_S:
            late_s = 0.0
        self._zero_s = clock_s - expected_s - late_s
        return expected_s + late_s


def continuity_of(recording: Recording) -> Continuity:
    """Return the continuity tracker for a recording's frames."""
    zero_s = recording.zero_s if recording.starts_late else None
    return Continuity(recording.has_clock, zero_s)


def timeline_of(recording: Recording, *, rate_hz: int, layout: str) -> Iterator[Block]:
    """Return the sound of a recording from media time zero on; see ``blocks``."""
    frames, continuity = recording.frames(), continuity_of(recording)
    return blocks(frames, continuity, rate_hz=rate_hz, layout=layout)


def blocks(
    frames: Iterable[AudioFrame], continuity: Continuity, *, rate_hz: int, layout: str
) -> Iterator[Block]:
    """Yield the frames as blocks on one timeline.

    Args:
        continuity: unused so far.
        layout: ``mono`` or ``stereo``; all channels are mixed into it without clipping.
    """
    written = 0
    for (_, start_s), run in groupby(frames, continuity):
        lead = round(start_s * rate_hz) - written
        for block in _place_run(_resample(run, rate_hz, layout), lead, rate_hz, layout):
            written += len(block)
            yield block


def _place_run(run: Iterable[Block], lead: int, rate_hz: int, layout: str) -> Iterator[Block]:
    """Yield a run after ``lead`` samples of silence, or without its first ``-lead`` samples."""
    while lead > 0:
        silence = min(lead, rate_hz)
        yield np.zeros((silence, _LAYOUT_CHANNELS[layout]), np.float32)
        lead -= silence
    for block in run:
        kept = block[-lead:] if lead < 0 else block
        lead = min(0, lead + len(block))
        if len(kept):
            yield kept


def _resample(frames: Iterator[AudioFrame], rate_hz: int, layout: str) -> Iterator[Block]:
    """Yield frames of one format, mixed to ``layout`` and resampled."""
    graph: Graph | None = None
    mix: Callable[[Block], Block] = np.asarray
    for frame in frames:
        if graph is None:
            is_pair = layout == "mono" and frame.layout.nb_channels == _LAYOUT_CHANNELS["stereo"]
            graph = _mixer(frame, rate_hz, "stereo" if is_pair else layout)
            mix = Downmix(rate_hz) if is_pair else mix
        frame.pts = None
        graph.push(frame)
        yield from map(mix, _pull_blocks(graph))
    if graph is not None:
        graph.push(None)
        yield from map(mix, _pull_blocks(graph))


def _mixer(frame: AudioFrame, rate_hz: int, layout: str) -> Graph:
    graph = Graph()
    graph.threads = 1
    source = graph.add(
        "abuffer",
        sample_rate=str(frame.sample_rate),
        sample_fmt=frame.format.name,
        channel_layout=frame.layout.name,
        time_base=f"1/{frame.sample_rate}",
    )
    graph.link_nodes(
        source,
        *_average_of_unnamed_channels(graph, frame, layout),
        # rematrix_maxval: the mix is scaled down so that it can't clip, as for integer samples
        graph.add("aresample", f"{rate_hz}:rematrix_maxval=1"),
        graph.add("aformat", sample_fmts="flt", channel_layouts=layout),
        graph.add("abuffersink"),
    ).configure()
    return graph


def _average_of_unnamed_channels(graph: Graph, frame: AudioFrame, layout: str) -> list[Any]:
    """Return a filter for files of three or more channels that name no channel layout.

    The resampler would guess one, take the third channel for low-frequency effects and leave it
    out.
    """
    count = frame.layout.nb_channels
    if count < 3 or frame.layout.name != f"{count} channels":
        return []
    average = "+".join(f"{1 / count:.6f}*c{channel}" for channel in range(count))
    outputs = (f"c{channel}={average}" for channel in range(_LAYOUT_CHANNELS[layout]))
    return [graph.add("pan", "|".join((layout, *outputs)))]


def _pull_blocks(graph: Graph) -> Iterator[Block]:
    with suppress(av.error.BlockingIOError, av.error.EOFError):
        while True:
            frame = cast(AudioFrame, graph.pull())
            channels = frame.layout.nb_channels
            plane = memoryview(frame.planes[0])
            flat = np.frombuffer(plane, np.float32, frame.samples * channels)
            yield _within_range(flat.reshape(-1, channels))


def _within_range(block: Block) -> Block:
    """Return the block clipped to -1..1: files with float samples may hold anything, even NaN."""
    clean = np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.clip(clean, -1.0, 1.0, out=clean)
