"""Make a silent AAC packet to put before copied AAC; runs in the jailed child only.

Takes a recording; returns bytes that its decoder turns into silence, or None where silence and
sound would not go together. Packets of the sound are not changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.packet import Packet

from vsl.media.child.recording import Recording

PACKET_SAMPLES: Final = 1024
"""Samples of an AAC-LC frame (ISO/IEC 14496-3 §4.5.1.1, frameLengthFlag 0)."""

_WARM_UP: Final = 3  # packets after which an encoder of silence repeats itself
# -60 dB of full scale: below room noise, above the pre-echo of quantisation
_QUIET: Final = 0.001


def silent_packet(recording: Recording, priming: int) -> bytes | None:
    """Return a packet of silence that fits before the first packet of ``recording``.

    Args:
        priming: samples decoded from the first packets before the sound begins; they follow the
            silence audibly.
    Returns:
        None where they are not quiet, as in recordings whose beginning was cut off, or where the
            sound's decoder can't be set up: no header, or a custom channel layout.
    """
    codec = recording.sound.codec_context
    if not codec.extradata:
        return None
    try:
        packet = _encode_silence(codec)
        decoded = _decode_packets(codec, chain([packet], _first_packets(recording, priming)))
    except (av.error.FFmpegError, ValueError):
        return None
    before = decoded[:, : PACKET_SAMPLES + priming]
    fits = before.shape == (codec.channels, PACKET_SAMPLES + priming)
    is_quiet = fits and float(np.abs(before).max()) <= _QUIET
    return packet if is_quiet else None


def _encode_silence(like: AudioCodecContext) -> bytes:
    encoder = av.CodecContext.create("aac", "w")
    encoder.sample_rate, encoder.layout, encoder.format = like.sample_rate, like.layout, "fltp"
    silence = np.zeros((like.channels, PACKET_SAMPLES), np.float32)
    packets: list[Packet[Any]] = []
    for number in range(_WARM_UP + 2):
        frame = AudioFrame.from_ndarray(silence, format="fltp", layout=like.layout.name)
        frame.sample_rate, frame.pts = like.sample_rate, number * PACKET_SAMPLES
        packets += encoder.encode(frame)
    return bytes(packets[_WARM_UP])


def _first_packets(recording: Recording, priming: int) -> Iterator[bytes]:
    """Yield the packets that hold the priming, and one more for decoders that delay one."""
    count = -(-priming // PACKET_SAMPLES) + 1
    for _, packet in zip(range(count), recording.packets(), strict=False):
        yield bytes(packet)


def _decode_packets(codec: AudioCodecContext, packets: Iterator[bytes]) -> np.ndarray:
    """Return packets decoded without regard to edit lists; shape (channels, samples)."""
    decoder = av.CodecContext.create("aac", "r")
    decoder.extradata = codec.extradata
    frames = [frame for packet in packets for frame in decoder.decode(Packet(packet))]
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1)
