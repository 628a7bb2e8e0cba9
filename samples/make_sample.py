"""Make samples/pitch.mp4: pitch.txt spoken by espeak-ng over a drawn picture.

    python samples/make_sample.py

Needs the program espeak-ng (Debian: apt-get install espeak-ng). The same versions of espeak-ng and
ffmpeg make the same file.
"""

from __future__ import annotations

import io
import re
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent
VOICE, WORDS_PER_MINUTE = "en-us", 160  # pauses bring the whole down to about 150
SAMPLE_RATE_HZ = 22_050  # espeak-ng's own
SENTENCE_PAUSE_S, PARAGRAPH_PAUSE_S = 0.35, 0.8
ROOM_NOISE = 20  # of 32767: a recording made in a room is never silent

Sound = npt.NDArray[np.int16]


def main() -> None:
    """Write the recording beside its script."""
    script = (FOLDER / "pitch.txt").read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        picture, voice = Path(folder) / "picture.png", Path(folder) / "voice.wav"
        draw_plant().save(picture)
        sound = speak(script)
        write_wave(voice, sound)
        encode(picture, voice, len(sound) / SAMPLE_RATE_HZ, FOLDER / "pitch.mp4")


def speak(script: str) -> Sound:
    """The script's voice, with a pause after each sentence and a longer one after each part."""
    parts = [silence(PARAGRAPH_PAUSE_S / 2)]
    for paragraph in paragraphs(script):
        for sentence in re.split(r"(?<=[.?!])\s+", paragraph):
            parts += [say(sentence), silence(SENTENCE_PAUSE_S)]
        parts.append(silence(PARAGRAPH_PAUSE_S - SENTENCE_PAUSE_S))
    sound = np.concatenate(parts)
    noise = np.random.default_rng(0).normal(0, ROOM_NOISE, len(sound))
    return np.clip(sound + noise, -32768, 32767).astype(np.int16)


def paragraphs(script: str) -> Iterator[str]:
    """What is spoken of each part, prices as a voice says them."""
    for line in script.splitlines():
        text = re.sub(r"\[[^\]]*\]|\*", "", line).strip()
        if text and not text.startswith("#"):
            yield re.sub(r"\$(\d+)", r"\1 dollars", text)


def say(text: str) -> Sound:
    """One sentence by espeak-ng, the silence at its ends cut away."""
    command = ["espeak-ng", "-v", VOICE, "-s", str(WORDS_PER_MINUTE), "--stdout", text]
    spoken = subprocess.run(command, capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        sound = np.frombuffer(file.readframes(len(spoken)), np.int16)
    loud = np.flatnonzero(np.abs(sound) > 100)
    return sound[loud[0] : loud[-1] + 1]


def silence(seconds: float) -> Sound:
    """Nothing, for as long."""
    return np.zeros(int(seconds * SAMPLE_RATE_HZ), np.int16)


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
    command += ["-c:a", "aac", "-b:a", "64k", "-ar", "44100", "-t", f"{seconds:.3f}"]
    command += ["-threads", "1", "-fflags", "+bitexact", "-flags", "+bitexact"]
    command += ["-movflags", "+faststart", str(target)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
