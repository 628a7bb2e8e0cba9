"""Write the sound of a recording as an .m4a; runs in the jailed child only.

AAC-LC packets that follow one another without a gap are copied, anything else is encoded. Either
way the file decodes to exactly as many samples as the recording's timeline. Sound that starts late
is preceded by frames of silence: an empty edit would need fewer bytes, but players of sound alone
skip it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from typing import Any, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet

from vsl.errors import BadInput
from vsl.media.child.lead_in import PACKET_SAMPLES, silent_packet
from vsl.media.child.recording import (
    NO_SOUND_LEFT,
    Recording,
    later,
    open_recording,
    recording_options,
)
from vsl.media.child.timeline import Block, continuity_of, timeline_of

# ISO/IEC 14496-3 table 1.18, without the rates above what video editors expect
_RATES_HZ = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_BIT_RATES = {"mono": 96_000, "stereo": 192_000}


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of the decoded AAC packets that is the recording's sound."""

    priming: int  # samples before it, which prime the decoder
    samples: int
    lead: int = 0  # samples of silence before it

    @property
    def silent_packets(self) -> int:
        """Number of silent packets needed so that priming starts no earlier than the silence."""
        return max(0, -(-(self.lead - self.priming) // PACKET_SAMPLES))


def write_soundtrack(
    file: io.FileIO, target: io.FileIO, options: dict[str, Any], report: Callable[[float], None]
) -> None:
    """Write the sound of the recording in ``file`` to ``target``, an empty file.

    Args:
        options: ``file_zero`` and ``track``, see ``open_recording``.
        report: called with the milliseconds of sound that are done.
    """

    def open_again() -> Recording:
        return open_recording(file, **recording_options(options))

    cut = find_cut(open_again(), report)
    silence = silent_packet(open_again(), cut.priming) if cut and cut.lead else b""
    if cut is None or silence is None:
        _encode(open_again(), target, report)
    else:
        _copy(open_again(), target, cut, silence)


def find_cut(recording: Recording, report: Callable[[float], None]) -> Cut | None:
    """Return how to cut the recording's packets, None when they can't be copied.

    Decodes them all, since no container states reliably what its decoder will drop.
    """
    codec = recording.sound.codec_context
    if codec.codec.name != "aac" or codec.profile != "LC":
        return None
    continuity = continuity_of(recording)
    sizes: list[int] = []  # samples out of each packet
    last: AudioFrame | None = None
    end: int | None = None
    for packet, frames in recording.decode_packets():
        end = later(end, packet)
        if frames is None:
            return None
        for last in frames:
            if last.sample_rate != codec.sample_rate or continuity(last)[0] > 0:
                return None
        sizes.append(sum(frame.samples for frame in frames))
        report(len(sizes) * PACKET_SAMPLES * 1000 / codec.sample_rate)
    if last is None:
        raise BadInput(NO_SOUND_LEFT)
    cut = cut_of(sizes, padding=last.samples - recording.without_padding(last, end).samples)
    return cut and replace(cut, lead=round(continuity.start_s * codec.sample_rate))


def cut_of(sizes: Sequence[int], *, padding: int) -> Cut | None:
    """Return the cut that explains the number of samples of each packet; None when no cut does.

    Args:
        sizes: packets without samples prime the decoder at the start and are cut off at the end; at
            least one packet has samples.
        padding: number of samples at the end that are not part of the sound.
    """
    sounding = [index for index, size in enumerate(sizes) if size]
    first, last = sounding[0], sounding[-1]
    if first == last or any(size != PACKET_SAMPLES for size in sizes[first + 1 : last]):
        return None
    priming = (first + 1) * PACKET_SAMPLES - sizes[first]
    return Cut(priming, sum(sizes) - padding) if priming >= 0 else None


def _copy(recording: Recording, target: io.FileIO, cut: Cut, silence: bytes) -> None:
    rate_hz = recording.sound.codec_context.sample_rate
    end = cut.lead + cut.samples
    start = cut.lead - cut.priming - cut.silent_packets * PACKET_SAMPLES
    before = (_packet(silence) for _ in range(cut.silent_packets))
    with _open_m4a(target, rate_hz) as output:
        stream = output.add_stream_from_template(recording.sound)
        for packet in chain(before, recording.packets()):
            if not packet.size or start >= end:
                break
            packet.stream = stream
            packet.time_base = Fraction(1, rate_hz)
            packet.pts = packet.dts = start
            packet.duration = min(PACKET_SAMPLES, end - start)
            output.mux(packet)
            start += PACKET_SAMPLES


def _packet(content: bytes) -> Packet[AudioStream]:
    packet = cast("Packet[AudioStream]", Packet(content))
    packet.is_keyframe = True
    return packet


def _encode(recording: Recording, target: io.FileIO, report: Callable[[float], None]) -> None:
    codec = recording.sound.codec_context
    rate_hz = next((rate for rate in _RATES_HZ if rate >= codec.sample_rate), _RATES_HZ[-1])
    layout = "mono" if codec.channels == 1 else "stereo"
    timeline = timeline_of(recording, rate_hz=rate_hz, layout=layout)
    with _open_m4a(target, rate_hz) as output:
        stream = output.add_stream("aac", rate=rate_hz, layout=layout)
        stream.codec_context.bit_rate = _BIT_RATES[layout]
        written = 0
        for frame in _frames(timeline, rate_hz, layout):
            written += frame.samples
            output.mux(stream.encode(frame))
            report(written * 1000 / rate_hz)
        if not written:
            raise BadInput(NO_SOUND_LEFT)
        output.mux(stream.encode(None))


def _frames(timeline: Iterable[Block], rate_hz: int, layout: str) -> Iterator[AudioFrame]:
    position = 0
    for block in timeline:
        planes = np.ascontiguousarray(block.T)
        frame = AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
        frame.sample_rate = rate_hz
        frame.pts, frame.time_base = position, Fraction(1, rate_hz)
        position += frame.samples
        yield frame


def _open_m4a(target: io.FileIO, rate_hz: int) -> OutputContainer:
    """Open an mp4 whose edit list counts in samples; the usual milliseconds would round it."""
    return av.open(
        target, mode="w", format="ipod", container_options={"movie_timescale": str(rate_hz)}
    )
