"""Where a recording begins on its container's clock; runs inside the jailed child only.

An open container flows in, of which the first packets are read; moments flow out. Never decodes.
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
"""A clock that leaves out more is damaged."""

_INDEXED = {"mp4", "mov", "m4a"}  # edit lists say when each track starts; elsewhere packets do
_ALONE = {"mp3", "wav", "flac", "aac", "aiff"}  # nothing that the sound could be late against
_WITHOUT_CLOCK = {"avi"}
# Pictures come in the order of decoding: up to 16 are shown before one that is read earlier
# (H.264 §A.3.1, H.265 §A.4.2: the largest decoded picture buffer).
_REORDERED = 17
_INTERLEAVING_S = 5  # packets of one moment stand no further apart
_PACKET_SAMPLES = 1024  # ISO/IEC 14496-3: AAC-LC frames


@dataclass(frozen=True, slots=True)
class Beginning:
    """Two moments in seconds on the container's clock, and what stands between them."""

    zero_s: Fraction  # media time zero
    sound_s: Fraction  # the first sample that is meant to be heard
    has_priming: bool = False  # whether the first packet of the sound only warms its decoder up


def sound_beginning(sound: AudioStream) -> Beginning:
    """Media time that is counted from the sound's first sample."""
    sound_s = start_of(sound) or Fraction(0)
    return Beginning(sound_s, sound_s)


def find_beginning(
    container: InputContainer, sound: AudioStream, pictures: Sequence[VideoStream], name: str
) -> Beginning:
    """Media time that is counted from where a player begins: the first sound or picture.

    Args:
        container: just opened; its first packets are gone afterwards.
        pictures: its tracks that show something.
        name: of its format.
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
    if first is None or not _is_priming(first, sound, late):
        return Beginning(zero_s, plain.sound_s)
    return Beginning(zero_s, _moment_s(first) + _length_s(first, sound), has_priming=True)


def start_of(stream: Stream) -> Fraction | None:
    """Where a stream begins on its container's clock, None where it does not say."""
    if stream.start_time is None or stream.time_base is None:
        return None
    return stream.start_time * stream.time_base


@dataclass(slots=True)
class _Peeked:
    """What the first packets tell."""

    sound: Packet[Any] | None = None
    shown_s: dict[int, list[Fraction]] = field(default_factory=dict)  # by track

    def is_enough(self, pictures: int) -> bool:
        seen = [times for times in self.shown_s.values() if len(times) >= _REORDERED]
        return self.sound is not None and len(seen) == pictures


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
            raise  # whoever decodes meets the rest
    return peeked


def _is_priming(first: Packet[Any], sound: AudioStream, late: bool) -> bool:
    """Whether an AAC packet is priming although its container does not say so.

    What a decoder makes of the first packet is never whole: each frame overlaps the one before it
    (ISO/IEC 14496-3 §4.6.11). Behind an empty edit ffmpeg's muxer leaves that packet in the sound;
    without edit lists it lets the packet last until the sound begins.
    """
    if sound.codec_context.codec.canonical_name != "aac":
        return False
    if first.is_discard or _moment_s(first) < (start_of(sound) or 0):
        return False  # the container says so
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
