"""The commands on input that can't be used: one line on stderr, exit code 2."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import wave
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRET = "somebody else's words"
_MAKE = ("-m", "vsl.cli.main", "make")


def start(*arguments: object, cache: Path) -> subprocess.CompletedProcess[str]:
    """Run a program of its own; the fixture ``run`` stays in this one, which is much quicker."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "CACHE_DIR": str(cache), "INSTANCE_DIR": str(cache / "instance")},
    )


def write_wav(path: Path, seconds: float, rate_hz: int = 16_000) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(b"\0\0" * int(seconds * rate_hz))


def write_huge_png(path: Path) -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", 16_000, 16_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * (16_000 * 3 + 1) * 100)
    content = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + content)


def write_truncated(path: Path) -> None:
    pitch = (ROOT / "samples" / "pitch.mp4").read_bytes()
    path.write_bytes(pitch[:500])


BAD: dict[str, Callable[[Path], object]] = {
    "text.mp4": lambda path: path.write_text("This is no recording.\n" * 50),
    "empty.mp4": lambda path: path.touch(),
    "truncated.mp4": write_truncated,
    "silent.wav": lambda path: write_wav(path, 2.0),
    "nothing.wav": lambda path: write_wav(path, 0.0),
    "concat.mp4": lambda path: path.write_text("ffconcat version 1.0\nfile secret.txt\n"),
    "playlist.mp4": lambda path: path.write_text(
        "#EXTM3U\n#EXTINF:1,\nsecret.txt\n#EXT-X-ENDLIST\n"
    ),
    "huge.png": write_huge_png,
}


@pytest.mark.parametrize("name", [*BAD, "missing.mp4"])
def test_a_bad_recording_gets_one_line_and_exit_code_2(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    recording, output = tmp_path / name, tmp_path / "out.mp4"
    BAD.get(name, lambda path: None)(recording)
    options = ("--engine", "sphinx", "--quiet")
    result = start(
        "-m", "vsl.cli.main", "make", recording, "-o", output, *options, cache=tmp_path / "c"
    )
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    assert SECRET not in result.stderr
    assert not list(tmp_path.glob("out.*"))


def test_captions_take_the_place_of_listening(tmp_path: Path) -> None:
    captions, output = tmp_path / "words.srt", tmp_path / "out.mp4"
    captions.write_text("1\n00:00:00,500 --> 00:00:02,000\nFrom the captions alone\n")
    pitch, cache = ROOT / "samples" / "pitch.mp4", tmp_path / "c"
    given = ("--captions", captions, "--size", "640x360")
    result = start("-m", "vsl.cli.main", "make", pitch, "-o", output, *given, cache=cache)
    assert (result.returncode, result.stderr) == (0, "Your captions · nothing to listen to\n")
    assert "From the captions alone" in output.with_suffix(".srt").read_text()
    words = start("transcriptor.py", pitch, "--captions", captions, cache=cache)
    assert words.stdout.split() == ["From", "the", "captions", "alone"]


def test_a_script_spells_what_captions_time(tmp_path: Path) -> None:
    captions, script = tmp_path / "words.srt", tmp_path / "script.txt"
    captions.write_text("1\n00:00:00,500 --> 00:00:02,000\nfrom the captains alone\n")
    script.write_text("From the captions, alone!")
    given = ("--captions", captions, "--script", script)
    result = start("transcriptor.py", ROOT / "samples" / "pitch.mp4", *given, cache=tmp_path / "c")
    assert result.stdout.split() == ["From", "the", "captions,", "alone!"]


def test_who_listens_and_how_long_is_said_first_and_measured_for_the_next_time(
    speech: Path, tmp_path: Path
) -> None:
    given = ("--script", speech / "lj-08.txt", "--engine", "sphinx", "--size", "640x360")
    command = ("-m", "vsl.cli.main", "make", speech / "lj-08.wav", "-o", tmp_path / "o.mp4", *given)
    result = start(*command, cache=tmp_path / "c")
    assert re.fullmatch(r"PocketSphinx · about \d+ s on this machine\n", result.stderr)
    (figures,) = (tmp_path / "c" / "instance" / "metrics").iterdir()
    assert '"engine": "sphinx"' in figures.read_text()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("make", "x.wav", "-o", "x.mp4", "--engine", "openai"), "ALLOW_UPLOAD_TO_API=true"),
        (("make", "x.wav", "-o", "x.mp4", "--model", "bse"), "tiny, base"),
        (("make", "x.wav", "-o", "x.mp4", "--captions", "nowhere.srt"), "nowhere.srt"),
        (("make", "x.wav", "-o", "x.mp4", "--engine", "captions"), "captions file"),
        (("make", "x.wav", "-o", "x.avi"), ".mp4"),
        (("make", "x.wav", "-o", "x.mp4", "--theme", "plaid"), "classic"),
        (("make", "x.wav", "-o", "x.mp4", "--size", "big"), "1920x1080"),
        (("make", "x.wav", "-o", "x.mp4", "--fps", "0"), "frames"),
        (("make", "x.wav", "-o", "x.mp4", "--engine", "ears"), "whisper"),
        (("make", "x.wav", "-o", "x.mp4", "--language", "English!"), "en"),
        (("make", "x.wav", "-o", "x.mp4", "--script", "nowhere.txt"), "nowhere.txt"),
        (("make", "x.wav"), "--output"),
        (("make", "x.wav", "-o", "/proc/none/x.mp4"), "/proc/none"),
        (("export", "nowhere.json", "-o", "x.mp4"), "nowhere.json"),
        (("export", "nowhere.json", "-o", "x.avi"), ".srt"),
    ],
)
def test_a_wrong_option_is_named_with_what_would_do(
    arguments: tuple[str, ...], complaint: str, run: Callable[..., tuple[int, str, str]]
) -> None:
    code, _, complained = run(*arguments)
    assert code == 2
    assert complaint in complained
    assert complained.count("\n") == 1


def test_transcriptor_says_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("no recording")
    result = start("transcriptor.py", tmp_path / "a.mp4", "--engine", "sphinx", cache=tmp_path)
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)


def test_transcriptor_writes_words_in_every_format(speech: Path, tmp_path: Path) -> None:
    script = ("--script", speech / "lj-08.txt", "--language", "en", "--engine", "sphinx")
    for suffix in (".json", ".srt", ".vtt", ".txt"):
        output = tmp_path / f"words{suffix}"
        result = start(
            "transcriptor.py", speech / "lj-08.wav", "-o", output, *script, cache=tmp_path / "c"
        )
        assert result.returncode == 0, result.stderr
        assert "surpassed" in output.read_text("utf-8")


@pytest.mark.parametrize("suffix", ["wav", "txt"])
def test_a_make_that_fails_leaves_no_folder(suffix: str, tmp_path: Path) -> None:
    bad = tmp_path / f"bad.{suffix}"
    bad.write_bytes(b"no sound in here")
    done = start(*_MAKE, bad, "-o", tmp_path / "new" / "deep" / "out.mp4", cache=tmp_path / "cache")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "not a recording" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.wav"
    bad.write_bytes(b"no sound in here")
    done = start(*_MAKE, bad, "-o", bad / "out.mp4", cache=tmp_path / "cache")
    assert (done.returncode, done.stderr) == (2, f"vsl: {bad} can't be made: File exists.\n")
