"""Open a user's recording; runs in the jailed child only.

Opens containers on the allow-list, reads their metadata and decodes their sound. A second file is
never opened; pictures are decoded in ``picture.py``.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import av
import av.subtitles.codeccontext  # PyAV would import these two late, after the jail is locked
import av.subtitles.stream
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph
from av.packet import Packet
from av.stream import Discard, Disposition
from av.video.stream import VideoStream

from vsl.errors import BadInput
from vsl.media.child.orientation import (
    UPRIGHT,
    Orientation,
    orientations_in_matroska,
    orientations_in_mp4,
    read_pixel_shape,
)
from vsl.media.child.start_time import Beginning, find_beginning, sound_beginning, start_of
from vsl.media.child.tracks import NO_SOUND_LEFT as NO_SOUND_LEFT  # re-exported for the tasks
from vsl.media.child.tracks import find_track, number_of
from vsl.media.formats import (
    CONTAINERS,
    FORMATS_WE_TAKE,
    PICTURE_DECODERS,
    SOUND_DECODERS,
    opens_like_media,
    short_name,
)

_HEAD_BYTES = 64
_READ_BYTES = 1 << 18
_INDEXED = {"mp4", "mov", "m4a"}  # their index gives the exact end of the sound
_ESTIMATED = {"mp3", "aac", "amr", "ac3", "eac3"}  # their length is a guess by the bit rate
_FEWEST_BITS_S = 4000  # of any codec for speech: a file that states fewer was never finished
_SHAPELESS = {"ts", "mpg", "avi", "flv", "asf"}  # no place for the shape of pixels
_MATROSKA = {"mkv", "webm"}
_UNKNOWN_RATE = Fraction(30)
_CLOCK_TICKS = 1000  # Matroska's clock, ffmpeg's guess for an unknown frame rate


@dataclass(frozen=True, slots=True)
class Recording:
    """An open container and the sound track in use."""

    file: io.FileIO
    container: InputContainer
    sound: AudioStream
    format: str
    beginning: Beginning

    @property
    def has_clock(self) -> bool:
        """Whether packets carry timestamps. In AVI they are only guessed."""
        return self.format != "avi"

    @property
    def picture(self) -> VideoStream | None:
        """The video track, cover art and thumbnails aside."""
        return next(filter(_is_picture, self.container.streams.video), None)

    @property
    def zero_s(self) -> Fraction:
        """Media time zero on the container's clock."""
        return self.beginning.zero_s

    @property
    def starts_late(self) -> bool:
        """Whether the sound begins after media time zero."""
        return self.zero_s < self.beginning.sound_s

    def rotation_deg(self, picture: VideoStream) -> int:
        """Return the clockwise rotation that turns a picture upright, after any mirroring."""
        here = self.file.tell()
        try:
            return self._orientation(picture).rotation_deg
        finally:
            self.file.seek(here)

    def _orientation(self, picture: VideoStream) -> Orientation:
        if self.format in _INDEXED:
            return orientations_in_mp4(self.file).get(picture.id, UPRIGHT)
        if self.format not in _MATROSKA:
            return UPRIGHT
        place = self.container.streams.video.index(picture)
        return dict(enumerate(orientations_in_matroska(self.file))).get(place, UPRIGHT)

    def describe(self, most_ms: int) -> dict[str, Any]:
        """Return the recording's metadata, ready for JSON; see ``_duration_ms``."""
        return {
            "format": self.format,
            "duration_ms": self._duration_ms(most_ms),
            "sound_starts_ms": round((self.beginning.sound_s - self.zero_s) * 1000),
            "streams": len(self.container.streams),
            "audio": {
                "codec": self.sound.codec_context.codec.canonical_name,
                "sample_rate_hz": self.sound.codec_context.sample_rate,
                "channels": self.sound.codec_context.channels,
                "track": number_of(self.container, self.sound),
                "tracks": len(self.container.streams.audio),
            },
            "video": self._describe_picture(),
        }

    def packets(self) -> Iterator[Packet[AudioStream]]:
        """Yield the sound's readable packets, then an empty one that flushes the decoder."""
        try:
            yield from self.container.demux(self.sound)
        except (av.error.FFmpegError, OSError) as error:
            if isinstance(error, MemoryError):
                raise
            yield cast("Packet[AudioStream]", Packet())  # cut off: the packets so far are used

    def frames(self) -> Iterator[AudioFrame]:
        """Yield the decoded sound; damaged packets leave a gap in time."""
        held: AudioFrame | None = None
        end: int | None = None
        for packet, frames in self.decode_packets():
            end = later(end, packet)
            for frame in frames or ():
                if held is not None:
                    yield held
                held = frame
        if held is not None:
            yield self.without_padding(held, end)

    def decode_packets(self) -> Iterator[tuple[Packet[AudioStream], list[AudioFrame] | None]]:
        """Yield each packet with its frames, None where it is damaged.

        Priming that the container does not mark as such yields no frames.
        """
        for number, packet in enumerate(self.packets()):
            frames = self._decode(packet)
            is_priming = frames and number == 0 and self.beginning.has_priming
            yield packet, [] if is_priming else frames

    def _decode(self, packet: Packet[AudioStream]) -> list[AudioFrame] | None:
        try:
            return self.sound.codec_context.decode(packet if packet.size else None)
        except EOFError:
            return []
        except av.error.FFmpegError as error:
            if isinstance(error, MemoryError):
                raise
            return None

    def without_padding(self, last: AudioFrame, end: int | None) -> AudioFrame:
        """Return the last frame without the samples that pad its packet after the sound's end.

        Args:
            end: of the last packet, in ticks of the sound's clock; None if no packet gives it.
        """
        excess = self._excess(last, end)
        return _first_samples(last, last.samples - excess) if excess else last

    def _excess(self, last: AudioFrame, end: int | None) -> int:
        sound = self.sound
        if self.format not in _INDEXED or not sound.duration or last.pts is None:
            return 0
        if sound.time_base is None:
            return 0
        ends = (sound.start_time or 0) + sound.duration
        # after an empty edit the duration still includes what another edit trims from the start
        end_s = (min(ends, end) if self.starts_late and end else ends) * sound.time_base
        last_s = last.pts * sound.time_base + Fraction(last.samples, last.sample_rate)
        excess = round((last_s - end_s) * last.sample_rate)
        return excess if 0 < excess < last.samples else 0

    def _duration_ms(self, most_ms: int) -> int:
        """Return the time from media time zero to the end of the sound.

        Args:
            most_ms: the longest that is accepted; a file that states more is measured.
        """
        late_ms = round(((start_of(self.sound) or 0) - self.zero_s) * 1000)
        stated_ms = self._stated_ms(late_ms)
        is_believed = self.format not in _ESTIMATED and 0 < stated_ms <= most_ms
        is_filled = self._size_bytes() * 8000 >= stated_ms * _FEWEST_BITS_S
        if is_believed and (is_filled or self.format in _INDEXED):
            return stated_ms
        return late_ms + self._last_time_ms()

    def _stated_ms(self, late_ms: int) -> int:
        """Return the duration that the container states; 0 where it states none."""
        sound, container = self.sound, self.container
        if sound.duration and sound.time_base:
            return late_ms + round(sound.duration * sound.time_base * 1000)
        return round(max(0, container.duration or 0) * 1000 / 1_000_000)

    def _size_bytes(self) -> int:
        return os.fstat(self.file.fileno()).st_size

    def _last_time_ms(self) -> int:
        """Return the end of the last packet: browsers record webm without a duration."""
        first = end = None
        for packet in self.packets():
            if packet.pts is not None:
                first = packet.pts if first is None else first
                end = packet.pts + (packet.duration or 1)
        if first is None or end is None or self.sound.time_base is None:
            raise BadInput(NO_SOUND_LEFT)
        return max(1, round((end - first) * self.sound.time_base * 1000))

    def _describe_picture(self) -> dict[str, Any] | None:
        stream = self.picture
        if stream is None:
            return None
        rate = _frame_rate(stream)
        codec = stream.codec_context
        return {
            "codec": codec.codec.canonical_name,
            "width_px": round(codec.width * read_pixel_shape(stream.sample_aspect_ratio)),
            "height_px": codec.height,
            "frame_rate": [rate.numerator, rate.denominator],
            "rotation_deg": self.rotation_deg(stream),
        }


def open_recording(
    file: io.FileIO, decoders: str = SOUND_DECODERS, *, file_zero: bool = False, track: int = 0
) -> Recording:
    """Return the recording in ``file``, rewound, set to read only the packets of its sound.

    Args:
        decoders: comma-separated names of the decoders that may be used.
        file_zero: whether media time zero is the file's own; else it is the sound's first sample.
        track: number of the sound track, from 1; 0 for the one that players take.
    Raises:
        BadInput: it is no recording, is damaged beyond reading, or has no sound that can be
            decoded.
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    decoders = _enough_decoders(file, head, decoders)
    beginning = _find_beginning(file, head, decoders, track) if file_zero else None
    container = _open_container(file, head, decoders)
    sound = find_track(container, track)
    for stream in container.streams:
        if stream.index != sound.index:
            stream.discard = Discard.all
    sound.codec_context.thread_count = 1
    name = _name_of(container, head)
    return Recording(file, container, sound, name, beginning or sound_beginning(sound))


def recording_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``open_recording`` takes out of a task's options."""
    return {"file_zero": options.get("file_zero", False), "track": options.get("track", 0)}


def _enough_decoders(file: io.FileIO, head: bytes, decoders: str) -> str:
    """Return the decoders that describe all tracks.

    Some containers leave the size of a picture, or the shape of its pixels, to the picture itself.
    """
    with _open_container(file, head, decoders) as container:
        codecs = [stream.codec_context for stream in container.streams.video]
        tells = _name_of(container, head) not in _SHAPELESS
        is_known = all(codec is None or (codec.width and tells) for codec in codecs)
    return decoders if is_known else f"{SOUND_DECODERS},{PICTURE_DECODERS}"


def _find_beginning(file: io.FileIO, head: bytes, decoders: str, track: int) -> Beginning:
    """Return where the file's own time begins. Reads packets, so the file is reopened after it."""
    with _open_container(file, head, decoders) as container:
        pictures = [*filter(_is_picture, container.streams.video)]
        name = _name_of(container, head)
        return find_beginning(container, find_track(container, track), pictures, name)


def _name_of(container: InputContainer, head: bytes) -> str:
    return short_name(container.format.name, container.metadata.get("major_brand", ""), head)


def later(end: int | None, packet: Packet[AudioStream]) -> int | None:
    """Return the end of a packet in ticks, or ``end`` where that is later."""
    if packet.pts is None or not packet.duration:
        return end
    return max(packet.pts + packet.duration, end or 0)


def _open_container(file: io.FileIO, head: bytes, decoders: str) -> InputContainer:
    file.seek(0)
    try:
        return av.open(
            file,
            mode="r",
            metadata_errors="replace",
            buffer_size=_READ_BYTES,
            container_options={
                "format_whitelist": ",".join(CONTAINERS),
                "codec_whitelist": decoders,
                "protocol_whitelist": "none",
            },
        )
    except (av.error.FFmpegError, OSError) as error:
        if isinstance(error, MemoryError):
            raise
        raise BadInput(_why_unreadable(head)) from error


def _why_unreadable(head: bytes) -> str:
    if opens_like_media(head):
        return "The recording is cut off or damaged. Copy or export it again."
    return f"The file is not a recording that can be read. Give one as {FORMATS_WE_TAKE}."


def _is_picture(stream: VideoStream) -> bool:
    cover = Disposition.attached_pic | Disposition.timed_thumbnails
    codec = stream.codec_context
    return codec is not None and codec.width > 0 and not stream.disposition & cover


def _frame_rate(stream: VideoStream) -> Fraction:
    rate = stream.average_rate or stream.guessed_rate
    return rate if rate and rate != _CLOCK_TICKS else _UNKNOWN_RATE


def _first_samples(frame: AudioFrame, count: int) -> AudioFrame:
    graph = Graph()
    graph.link_nodes(
        graph.add(
            "abuffer",
            sample_rate=str(frame.sample_rate),
            sample_fmt=frame.format.name,
            channel_layout=frame.layout.name,
            time_base=f"1/{frame.sample_rate}",
        ),
        graph.add("atrim", end_sample=str(count)),
        graph.add("abuffersink"),
    ).configure()
    pts, frame.pts = frame.pts, None
    time_base = frame.time_base
    graph.push(frame)
    graph.push(None)
    shorter = cast(AudioFrame, graph.pull())
    shorter.pts, shorter.time_base = pts, time_base
    return shorter
