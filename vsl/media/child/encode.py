"""Write the sound of a recording in another format; runs in the jailed child only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from vsl.errors import BadInput
from vsl.media.child.recording import NO_SOUND_LEFT, Recording, open_recording
from vsl.media.child.timeline import timeline_of


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """A format for programs that do not read AAC."""

    codec: str
    sample_format: str  # FFmpeg's name
    rates_hz: tuple[int, ...]
    bit_rate: int = 0  # per channel; 0: lossless


SOUNDS: Final = {
    "wav": SoundFormat("pcm_s16le", "s16", (8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000)),
    "mp3": SoundFormat("libmp3lame", "fltp", (16000, 22050, 24000, 32000, 44100, 48000), 96_000),
}
"""By name, which is FFmpeg's for the file format. MP3 rates: ISO/IEC 11172-3, 13818-3."""


def write_encoded(
    file: io.FileIO, target: io.FileIO, options: dict[str, Any], report: Callable[[float], None]
) -> None:
    """Write the sound of the recording in ``file`` to ``target``, an empty file.

    Args:
        options: ``sound``, one of ``SOUNDS``.
        report: called with the milliseconds of sound that are done.
    """
    name = options["sound"]
    sound, recording = SOUNDS[name], open_recording(file)
    source = recording.sound.codec_context
    rates = sound.rates_hz
    rate_hz = next((rate for rate in rates if rate >= source.sample_rate), rates[-1])
    layout = "mono" if source.channels == 1 else "stereo"
    flags = {"fflags": "+bitexact"}  # without the encoder's name, which changes with versions
    with av.open(target, mode="w", format=name, container_options=flags) as output:
        stream = cast(AudioStream, output.add_stream(sound.codec, rate=rate_hz, layout=layout))
        stream.codec_context.format = sound.sample_format
        if sound.bit_rate:
            stream.codec_context.bit_rate = sound.bit_rate * (1 if layout == "mono" else 2)
        written = 0
        for frame in _frames(recording, sound, rate_hz, layout):
            written += frame.samples
            output.mux(stream.encode(frame))
            report(written * 1000 / rate_hz)
        if not written:
            raise BadInput(NO_SOUND_LEFT)
        output.mux(stream.encode(None))


def _frames(
    recording: Recording, sound: SoundFormat, rate_hz: int, layout: str
) -> Iterator[AudioFrame]:
    position = 0
    for block in timeline_of(recording, rate_hz=rate_hz, layout=layout):
        frame = AudioFrame.from_ndarray(
            _samples(block, sound.sample_format), format=sound.sample_format, layout=layout
        )
        frame.sample_rate = rate_hz
        frame.pts, frame.time_base = position, Fraction(1, rate_hz)
        position += frame.samples
        yield frame


def _samples(block: Any, sample_format: str) -> Any:
    """Return the block as an FFmpeg frame stores it: planes of floats, or interleaved integers."""
    if sample_format == "fltp":
        return np.ascontiguousarray(block.T)
    whole = np.clip(np.rint(block * 32768.0), -32768, 32767).astype(np.int16)
    return whole.reshape(1, -1)
