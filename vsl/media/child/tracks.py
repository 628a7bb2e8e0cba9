"""The sound tracks of a recording, numbered from 1, and the one that is used.

Takes an open container; runs in the jailed child only. Which track holds the voice is measured in
``track_choice.py``.
"""

from __future__ import annotations

from av.audio.stream import AudioStream
from av.container import InputContainer

from vsl.errors import BadInput
from vsl.media.formats import SOUND_DECODERS

NO_SOUND_LEFT = (
    "No sound could be read: the recording is 0 seconds long, or it is cut off or damaged."
    " Copy or export it again."
)


def is_readable(sound: AudioStream) -> bool:
    """Return whether a track's codec is on the list and its format known."""
    codec = sound.codec_context
    if codec is None or codec.codec.name not in SOUND_DECODERS.split(","):
        return False
    return codec.sample_rate > 0 and codec.channels > 0


def find_track(container: InputContainer, number: int = 0) -> AudioStream:
    """Return the sound track with that number.

    Args:
        number: 0 for the track that players take, or the first readable one where that can't be
            read: phones add spatial sound that few programs know.
    Raises:
        BadInput: there is no sound, no such track, or it can't be decoded.
    """
    tracks = container.streams.audio
    if not tracks:
        raise BadInput("The recording has no sound. Give one in which somebody speaks.")
    if number > len(tracks):
        has = "1 sound track" if len(tracks) == 1 else f"{len(tracks)} sound tracks"
        raise BadInput(f"The recording has {has}; there is no track {number}.")
    wanted = tracks[number - 1] if number else _usual_track(container)
    if not is_readable(wanted):
        raise BadInput(_why_unreadable(wanted, number))
    return wanted


def number_of(container: InputContainer, sound: AudioStream) -> int:
    """Return the number of a track; 0 for the only one, of which there is no choice."""
    tracks = container.streams.audio
    return tracks.index(sound) + 1 if len(tracks) > 1 else 0


def _usual_track(container: InputContainer) -> AudioStream:
    best = container.streams.best("audio")
    usual = best if isinstance(best, AudioStream) else container.streams.audio[0]
    if is_readable(usual):
        return usual
    return next(filter(is_readable, container.streams.audio), usual)


def _why_unreadable(sound: AudioStream, number: int) -> str:
    codec = sound.codec_context
    name = "unknown" if codec is None else codec.codec.canonical_name
    if codec is not None and codec.codec.name in SOUND_DECODERS.split(","):
        return NO_SOUND_LEFT
    cure = "Choose another track." if number else "Export the sound as AAC or WAV."
    return f"The sound's codec ({name}) can't be read. {cure}"
