"""Find where a recording begins on its container's clock; runs in the jailed child only.

Takes an open container, of which it reads the first packets; returns times. Nothing is decoded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

LONGEST_HOLE_S = 900
"""A clock with a larger gap is damaged."""

_INDEXED = {"mp4", "mov", "m4a"}  # edit lists give the start of each track; elsewhere packets do
_ALONE = {
    "mp3",
    "wav",
    "flac",
    "aac",
    "aiff",
    "caf",
    "amr",
    "ac3",
    "eac3",
}  # no other track that could start before the sound
_DROPS_TWO_FRAMES = {"wmav1", "wmav2"}  # FFmpeg's decoders; an encoder adds only the first
_WITHOUT_CLOCK = {"avi"}
# Packets come in decoding order: up to 16 pictures are shown before one that is read earlier
# (H.264 §A.3.1, H.265 §A.4.2: the largest decoded picture buffer).
_REORDERED = 17
_INTERLEAVING_S = 5  # packets of the same time are no further apart
_PACKET_SAMPLES = 1024  # ISO/IEC 14496-3: AAC-LC frames


@dataclass(frozen=True, slots=True)
class Beginning:
    """Start times in seconds on the container's clock."""

    zero_s: Fraction  # media time zero
    sound_s: Fraction  # the first sample after priming
    has_priming: bool = False  # whether the first packet of the sound only primes its decoder


def sound_beginning(sound: AudioStream) -> Beginning:
    """Return a beginning whose media time zero is the sound's first sample."""
    sound_s = start_of(sound) or Fraction(0)
    return Beginning(sound_s, sound_s)


def find_beginning(
    container: InputContainer, sound: AudioStream, pictures: Sequence[VideoStream], name: str
) -> Beginning:
    """Return a beginning whose media time zero is the first sound or picture, as in players.

    Args:
        container: just opened; its first packets are consumed.
        pictures: its video tracks, covers aside.
        name: short name of its format.
    """
    plain = sound_beginning(sound)
    if name in _ALONE | _WITHOUT_CLOCK:
        return plain
    indexed = [*pictures] if name in _INDEXED else []
    peeked = _peek(container, sound, [] if indexed else pictures)
    starts_s = [*map(start_of, [*container.streams.audio, *indexed])]
    starts_s += [min(times) for times in peeked.shown_s.values()]
    zero_s = min([plain.sound_s, *(start for start in starts_s if start is not None)])
    if plain.sound_s - zero_s > LONGEST_HOLE_S:
        return plain
    late = zero_s < plain.sound_s or (name in _INDEXED and plain.sound_s > 0)
    first = peeked.sound
    if first is not None and sound.codec_context.codec.canonical_name in _DROPS_TWO_FRAMES:
        return _after_two_frames(first, sound, starts_s)
    if first is None or not _is_priming(first, sound, late):
        return Beginning(zero_s, plain.sound_s)
    return Beginning(zero_s, _moment_s(first) + _length_s(first, sound), has_priming=True)


def _after_two_frames(
    first: Packet[Any], sound: AudioStream, starts_s: Sequence[Fraction | None]
) -> Beginning:
    """Return the beginning for a codec of which the first frame is priming, the second lost."""
    voice_s = _moment_s(first) + _length_s(first, sound)
    shown_s = [start for start in starts_s if start is not None and start > _moment_s(first)]
    return Beginning(min([voice_s, *shown_s]), voice_s + _length_s(first, sound))


def start_of(stream: Stream) -> Fraction | None:
    """Return where a stream begins on its container's clock, None where it is not stated."""
    if stream.start_time is None or stream.time_base is None:
        return None
    return stream.start_time * stream.time_base


@dataclass(slots=True)
class _Peeked:
    """Times found in the first packets."""

    sound: Packet[Any] | None = None
    shown_s: dict[int, list[Fraction]] = field(default_factory=dict)  # by track

    def is_enough(self, pictures: int) -> bool:
        complete = [times for times in self.shown_s.values() if len(times) >= _REORDERED]
        return self.sound is not None and len(complete) == pictures


def _peek(
    container: InputContainer, sound: AudioStream, pictures: Sequence[VideoStream]
) -> _Peeked:
    peeked = _Peeked()
    try:
        for packet in container.demux(sound, *pictures):
            if packet.pts is None:
                continue
            if packet.stream_index != sound.index:
                peeked.shown_s.setdefault(packet.stream_index, []).append(_moment_s(packet))
            elif peeked.sound is None:
                peeked.sound = packet
            elif _moment_s(packet) - _moment_s(peeked.sound) > _INTERLEAVING_S:
                break
            if peeked.is_enough(len(pictures)):
                break
    except (av.error.FFmpegError, OSError) as error:
        if isinstance(error, MemoryError):
            raise  # other errors are left to decoding
    return peeked


def _is_priming(first: Packet[Any], sound: AudioStream, late: bool) -> bool:
    """Return whether an AAC packet is priming although its container does not mark it.

    The first packet never decodes to whole sound: each frame overlaps the one before it (ISO/IEC
    14496-3 §4.6.11). After an empty edit ffmpeg's muxer leaves that packet in the sound; without
    edit lists it lets the packet last until the sound begins.
    """
    if sound.codec_context.codec.canonical_name != "aac":
        return False
    if first.is_discard or _moment_s(first) < (start_of(sound) or 0):
        return False  # the container marks it
    return late or _length_s(first, sound) > 2 * _frame_s(sound)


def _moment_s(packet: Packet[Any]) -> Fraction:
    return (packet.pts or 0) * (packet.time_base or Fraction(0))


def _length_s(packet: Packet[Any], sound: AudioStream) -> Fraction:
    if not packet.duration or packet.time_base is None:
        return _frame_s(sound)
    return packet.duration * packet.time_base


def _frame_s(sound: AudioStream) -> Fraction:
    codec = sound.codec_context
    return Fraction(codec.frame_size or _PACKET_SAMPLES, codec.sample_rate)
