"""Frame spans, slide pictures and a soundtrack → an MP4 of constant frame rate.

Slides are encoded on all cores, a few ahead of the frames being written; memory holds those few,
however long the video is.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from vsl.disk import CacheFolder, atomic_path
from vsl.errors import BadInput, ToolFailed
from vsl.export.encoder import PictureEncoder
from vsl.export.lookahead import results_ahead
from vsl.export.still_h264 import ParameterSets, StillPicture
from vsl.export.timeline import FrameSpan
from vsl.model import Still
from vsl.progress import Progress

if TYPE_CHECKING:
    from av import Packet, VideoStream
    from av.container import InputContainer, OutputContainer

_Packet: TypeAlias = "Packet[Any]"
_Timed: TypeAlias = "tuple[float, _Packet]"  # decoding time in seconds, and what to decode

_MAX_SEEK_S = 2  # a player can only jump to a whole picture; one stands at least this often


def write_video(
    target: Path,
    spans: Sequence[FrameSpan],
    pictures: Mapping[Still, Path],
    soundtrack: Path,
    *,
    fps: Fraction,
    cache: CacheFolder,
    progress: Progress,
    workers: int | None = None,
) -> None:
    """Put a video under ``target``: each frame shows its span's picture, the sound is a copy.

    Args:
        spans: without a hole, from frame 0 on; see ``timeline.spans``.
        pictures: PNG files by still, all of one even size.
        soundtrack: AAC in MP4; the priming and length that its edit list gives are kept.
        cache: encoded slides, so that another export encodes only what changed.
        progress: told at least once in two seconds of video.
        workers: slides encoded at once; by default one a core.
    Raises:
        BadInput: there are no frames.
        ToolFailed: a picture, the soundtrack or the target can't be used.
    """
    import av

    if not spans:
        raise BadInput("There is nothing to show: the recording has no length.")
    encoder = PictureEncoder(fps, cache)
    paths = [pictures[span.still] for span in spans]
    workers = workers or os.cpu_count() or 1
    try:
        with (
            ThreadPoolExecutor(workers) as pool,
            _opened_sound(soundtrack) as sound,
            atomic_path(target) as sibling,
            _opened_output(sibling, sound) as output,
        ):
            video = _StillTrack.added_to(output, encoder.picture(paths[0]), fps)
            encoded = results_ahead(pool, encoder.picture, paths, 2 * workers)
            pictured = video.packets(spans, encoded, progress)
            _mux(output, pictured, _copied_sound(output, sound))
    except (OSError, av.FFmpegError) as error:
        reason = error.strerror or error
        cure = "free some space or choose another place"
        raise ToolFailed(f"{target.name} can't be written: {reason}; {cure}.") from error
    progress(1.0)


@dataclass(frozen=True, slots=True)
class _StillTrack:
    """The video stream of an output, and the packets that go into it."""

    stream: VideoStream
    parameters: ParameterSets
    frame_s: Fraction

    @classmethod
    def added_to(cls, output: OutputContainer, first: StillPicture, fps: Fraction) -> _StillTrack:
        """A new stream for pictures like ``first``."""
        import av

        example = BytesIO(first.parameters.stream() + first.stream(idr_pic_id=0))
        with av.open(example, format="h264") as template:
            stream = output.add_stream_from_template(template.streams.video[0], opaque=True)
        stream.time_base = 1 / fps
        return cls(stream, first.parameters, 1 / fps)

    def packets(
        self, spans: Sequence[FrameSpan], pictures: Iterable[StillPicture], progress: Progress
    ) -> Iterator[_Timed]:
        """Every frame: whole where a slide begins and every two seconds of it, else a repeat.

        Repeats are used over and over: have each written before asking for the next.
        """
        repeats = self._repeats()
        reach = max(1, int(_MAX_SEEK_S / self.frame_s))
        total = spans[-1].first_frame + spans[-1].frame_count
        idr_pic_id = 0
        for span, picture in zip(spans, pictures, strict=True):
            self._check(picture)
            for position in range(span.frame_count):
                frame, frame_num = span.first_frame + position, position % reach
                if frame_num == 0:
                    progress(frame / total)
                    packet = self._packet(picture.stream(idr_pic_id), is_keyframe=True)
                    idr_pic_id = 1 - idr_pic_id
                else:
                    packet = repeats[frame_num % len(repeats)]
                yield self._stamped(packet, frame)

    def _repeats(self) -> list[_Packet]:
        """A repeat for each frame number."""
        numbers = range(self.parameters.frame_numbers)
        return [self._packet(self.parameters.skip_picture(number)) for number in numbers]

    def _check(self, picture: StillPicture) -> None:
        if picture.parameters != self.parameters:
            raise ToolFailed("The slide pictures of one video must all have the same size.")

    def _packet(self, stream: bytes, *, is_keyframe: bool = False) -> _Packet:
        import av

        packet = av.Packet(stream)
        packet.stream = self.stream
        packet.is_keyframe = is_keyframe
        return packet

    def _stamped(self, packet: _Packet, frame: int) -> _Timed:
        packet.time_base = self.frame_s  # writing a packet put its times into the stream's unit
        packet.pts = packet.dts = frame
        packet.duration = 1
        return frame * float(self.frame_s), packet


def _copied_sound(output: OutputContainer, sound: InputContainer) -> Iterator[_Timed]:
    """The packets of a soundtrack, bound for a new stream that is already there on return."""
    source = sound.streams.audio[0]
    stream = output.add_stream_from_template(source, opaque=True)

    def packets() -> Iterator[_Timed]:
        for packet in sound.demux(source):
            if packet.dts is not None:  # the last one is empty
                packet.stream = stream
                yield packet.dts * float(packet.time_base), packet

    return packets()


def _mux(output: OutputContainer, *tracks: Iterator[_Timed]) -> None:
    """Write all packets in order of time, so that the muxer need not hold any back."""
    for _time_s, packet in heapq.merge(*tracks, key=itemgetter(0)):
        output.mux_one(packet)


def _opened_sound(path: Path) -> InputContainer:
    import av

    try:
        sound = av.open(str(path), format="mp4")
    except (OSError, av.FFmpegError) as error:
        raise ToolFailed(f"The soundtrack {path.name} can't be read: {error}.") from error
    if not sound.streams.audio:
        raise ToolFailed(f"The soundtrack {path.name} has no sound.")
    return sound


def _opened_output(path: Path, sound: InputContainer) -> OutputContainer:
    import av

    # Edit lists count in the file's own time scale; unless it is the sound's, they round the
    # sound's length, to a millisecond by default.
    scale = str(sound.streams.audio[0].rate)
    options = {"movflags": "+faststart", "movie_timescale": scale}
    return av.open(str(path), "w", format="mp4", options=options)
