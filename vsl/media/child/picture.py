"""Write the picture of a recording as clean H.264; runs in the jailed child only.

The result is upright, in BT.709, cropped to the requested size, at a constant rate, with as many
frames as the sound lasts; frame 0 is media time zero. Video composition reads only this file, not
the user's.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import repeat
from typing import Any, cast

import av
import av.video.codeccontext  # PyAV would import these modules late, after the jail is locked
import av.video.frame
from av.packet import Packet
from av.stream import Discard
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vsl.basics.h264_stream import add_h264_stream
from vsl.errors import BadInput
from vsl.media.child.fitting import Fitter, FrameLook
from vsl.media.child.orientation import read_pixel_shape
from vsl.media.child.recording import Recording, open_recording, recording_options
from vsl.media.formats import PICTURE_DECODERS, SOUND_DECODERS

_CRF = 16  # close to its source: it is encoded again

_Shown = tuple[Fraction, VideoFrame]  # start in seconds of media time, frame


def write_footage(
    file: io.FileIO, target: io.FileIO, options: dict[str, Any], report: Callable[[float], None]
) -> None:
    """Write the picture in ``file`` to ``target``, an MP4 without sound.

    Args:
        options: ``width_px`` and ``height_px``, both even; the picture fills them and is cropped
            where its shape differs; ``fps`` as the text of a fraction; ``frames``, their number;
            ``file_zero`` and ``track``, see ``open_recording``.
        report: called with the milliseconds of picture that are done.
    Raises:
        BadInput: the recording has no picture that can be decoded.
    """
    decoders = f"{SOUND_DECODERS},{PICTURE_DECODERS}"
    recording = open_recording(file, decoders, **recording_options(options))
    stream = _picture_of(recording)
    fps, frame_count = Fraction(options["fps"]), int(options["frames"])
    size = options["width_px"], options["height_px"]
    with av.open(target, mode="w", format="mp4") as output:
        track = add_h264_stream(output, size, fps, crf=_CRF)
        pixel_shape = read_pixel_shape(stream.sample_aspect_ratio)
        fitted = _fit_frames(_read_frames(recording, stream), size, pixel_shape)
        for number, frame in enumerate(_at_constant_rate(fitted, fps, frame_count)):
            frame.pts, frame.time_base = number, 1 / fps
            output.mux(track.encode(frame))
            report(number * 1000 / float(fps))
        output.mux(track.encode(None))


def _picture_of(recording: Recording) -> VideoStream:
    stream = recording.picture
    if stream is None:
        raise BadInput("The recording has no picture; the speaker can be shown from a video only.")
    codec = stream.codec_context
    if codec.codec.name not in PICTURE_DECODERS.split(","):
        name = codec.codec.canonical_name
        raise BadInput(f"The picture's codec ({name}) can't be read. Export the video as H.264.")
    recording.sound.discard = Discard.all
    stream.discard = Discard.default
    stream.thread_type = "AUTO"
    return stream


def _read_frames(recording: Recording, stream: VideoStream) -> Iterator[_Shown]:
    """Yield the frames that can be decoded, in order, each with its start in seconds."""
    latest = Fraction(-1_000_000)
    for packet in _packets(recording, stream):
        try:
            frames = stream.codec_context.decode(packet if packet.size else None)
        except EOFError:
            frames = []
        except av.error.FFmpegError as error:
            if isinstance(error, MemoryError):
                raise
            continue  # a damaged picture: the one before it is held
        for frame in frames:
            if frame.pts is not None and frame.time_base is not None:
                at_s = frame.pts * frame.time_base - recording.zero_s
                if at_s > latest:
                    latest = at_s
                    yield at_s, frame


def _packets(recording: Recording, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    try:
        yield from recording.container.demux(stream)
    except (av.error.FFmpegError, OSError) as error:
        if isinstance(error, MemoryError):
            raise
        yield cast("Packet[VideoStream]", Packet())


def _fit_frames(
    shown: Iterator[_Shown], size: tuple[int, int], pixel_shape: Fraction
) -> Iterator[tuple[Fraction, Callable[[], VideoFrame]]]:
    """Yield each frame's start and a function that turns it upright and fits it to ``size``.

    Most frames are dropped, so fitting is left to the caller.
    """
    fitters: dict[FrameLook, Fitter] = {}

    def fit(frame: VideoFrame) -> VideoFrame:
        look = FrameLook.of(frame)
        if look not in fitters:
            fitters.clear()
            fitters[look] = Fitter(look, size, pixel_shape)
        return fitters[look](frame)

    for at_s, frame in shown:
        yield at_s, lambda frame=frame: fit(frame)  # type: ignore[misc]


def _at_constant_rate(
    fitted: Iterator[tuple[Fraction, Callable[[], VideoFrame]]], fps: Fraction, frame_count: int
) -> Iterator[VideoFrame]:
    """Yield ``frame_count`` frames; each picture is held until the next one's nearest frame."""
    written, current = 0, None
    for at_s, fit in fitted:
        due = min(frame_count, round(at_s * fps))
        if current is not None and due > written:
            yield from repeat(current(), due - written)
            written = due
        current = fit
        if written >= frame_count:
            return
    if current is None:
        raise BadInput("No picture could be read: the recording is cut off or damaged.")
    yield from repeat(current(), frame_count - written)
