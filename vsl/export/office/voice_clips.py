"""Cut an .m4a of the voice into one .m4a per span of slides.

Packets are copied, nothing is decoded or encoded; one clip at a time is in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vsl.export.office.page import Page
from vsl.export.office.powerpoint import VoiceSpan

if TYPE_CHECKING:
    from av import AudioStream, Packet

_PAUSE_MS: Final = 150  # of silence before a slide, enough for an inaudible cut
_SHORTEST_MS: Final = 4_000  # a cut at every slide would make the voice falter


def stretches(pages: Sequence[Page], duration_ms: int) -> tuple[VoiceSpan, ...]:
    """Return the voice split at pauses before slides, from zero to the end without gaps."""
    shown = [n for n, page in enumerate(pages) if not page.slide.hidden]
    quiet_ms = _quiet_before(pages)
    begins, since_ms = [0] if shown else [], 0
    for position in range(1, len(shown)):
        start_ms = pages[shown[position]].slide.start_ms
        if start_ms - since_ms >= _SHORTEST_MS and quiet_ms[shown[position]] >= _PAUSE_MS:
            begins.append(position)
            since_ms = start_ms
    return tuple(
        VoiceSpan(
            first_page=shown[first],
            slide_count=end - first,
            start_ms=pages[shown[first]].slide.start_ms if first else 0,
            end_ms=pages[shown[end]].slide.start_ms if end < len(shown) else duration_ms,
        )
        for first, end in pairwise([*begins, len(shown)])
    )


def cut(sound: Path, parts: Sequence[VoiceSpan]) -> Iterator[bytes]:
    """Yield an .m4a for each of ``parts``, in order, from the .m4a at ``sound``."""
    import av

    with av.open(str(sound)) as source:
        stream = source.streams.audio[0]
        packets = (packet for packet in source.demux(stream) if packet.pts is not None)
        held: list[Packet[Any]] = []
        for part in parts:
            begin, end = (_ticks(t_ms, stream) for t_ms in (part.start_ms, part.end_ms))
            held = [packet for packet in held if _end(packet) > begin - _length(packet)]
            while not held or _end(held[-1]) < end:
                packet = next(packets, None)
                if packet is None:
                    break
                if _end(packet) > begin - _length(packet):  # the packet before primes the decoder
                    held.append(packet)
            yield _file([packet for packet in held if _start(packet) < end], stream, begin)


def _file(packets: Sequence[Packet[Any]], stream: AudioStream, begin: int) -> bytes:
    """Return the packets as a file with time zero at ``begin``; earlier samples are not played."""
    import av

    file = BytesIO()
    with av.open(file, "w", format="ipod") as target:
        track = target.add_stream_from_template(stream)
        for packet in packets:
            copy = av.Packet(bytes(packet))
            copy.stream, copy.time_base = track, packet.time_base
            copy.pts = copy.dts = _start(packet) - begin
            copy.duration = packet.duration
            target.mux(copy)
    return file.getvalue()


def _quiet_before(pages: Sequence[Page]) -> list[int]:
    """Return the silence before each page's slide, in milliseconds."""
    said_ms, quiet = 0, list[int]()
    for page in pages:
        quiet.append(page.slide.start_ms - said_ms)
        said_ms = max([said_ms, *(word.end_ms for word in page.said)])
    return quiet


def _ticks(t_ms: int, stream: AudioStream) -> int:
    base = stream.time_base
    return round(t_ms / 1000 / base) if base else 0


def _start(packet: Packet[Any]) -> int:
    return packet.pts or 0


def _length(packet: Packet[Any]) -> int:
    return packet.duration or 0


def _end(packet: Packet[Any]) -> int:
    return _start(packet) + _length(packet)
