"""A script that has a line too many and lacks one, on a real voice."""

from __future__ import annotations

import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from vsl.model import document
from vsl.model.project import Project
from vsl.text.script.report import Report, reconcile

_NEVER_SAID = "And if you order today you will also receive three free bonus reports."
_NAMES = [f"lj-{number:02}" for number in range(1, 9)]
_SAID_ONLY = 5  # of the names, from 0: long enough to be missed


@pytest.fixture(scope="module")
def made(more_speech: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, list[str]]:
    """The project that ``vsl make`` writes, and the script's lines that the voice says."""
    folder = tmp_path_factory.mktemp("report")
    with wave.open(str(folder / "talk.wav"), "wb") as target:
        for name in _NAMES:
            with wave.open(str(more_speech / f"{name}.wav")) as source:
                if not target.getnframes():
                    target.setparams(source.getparams())
                target.writeframes(source.readframes(source.getnframes()))
    lines = [(more_speech / f"{name}.txt").read_text("utf-8").strip() for name in _NAMES]
    del lines[_SAID_ONLY]
    script = "\n".join([*lines[:2], _NEVER_SAID, *lines[2:]])
    (folder / "script.txt").write_text(script, "utf-8")
    command = ["make", "talk.wav", "-o", "out.mp4", "--script", "script.txt", "--quiet"]
    choices = ["--engine", "sphinx", "--language", "en", "--size", "640x360"]
    environ = {**os.environ, "CACHE_DIR": str(folder / "cache"), "PYTHONPATH": str(Path.cwd())}
    subprocess.run(
        [sys.executable, "-m", "vsl.cli.main", *command, *choices],
        cwd=folder,
        env=environ,
        check=True,
    )
    return document.read(folder / "out.json"), lines


def _report(project: Project) -> Report:
    transcript = project.transcript
    assert transcript.reading
    return reconcile(transcript.reading, transcript.language, project.media.duration_ms)


def test_the_slides_show_exactly_what_is_said_of_the_script(
    made: tuple[Project, list[str]],
) -> None:
    project, lines = made
    shown = [word.text for word in project.transcript.words]
    assert shown == " ".join(lines).split()


def test_the_report_names_what_the_script_has_and_the_voice_does_not(
    made: tuple[Project, list[str]],
) -> None:
    report = _report(made[0])
    (unspoken,) = [each for each in report.differences if each.kind == "unspoken"]
    assert unspoken.script == _NEVER_SAID
    assert [line.text for line in report.lines if line.start_ms is None] == [_NEVER_SAID]


def test_the_report_names_when_the_voice_leaves_the_script(
    made: tuple[Project, list[str]],
) -> None:
    (extra,) = [each for each in _report(made[0]).differences if each.kind == "ad_lib"]
    assert extra.line == _SAID_ONLY + 1
    assert extra.end_ms - extra.start_ms > 3000
