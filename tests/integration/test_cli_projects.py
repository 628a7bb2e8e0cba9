"""Commands that look a finished project over and change it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.scripts import UNUSABLE
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import AudioStream, MediaInfo, Project, Transcript, Word
from vsl.text.script.reading import apply_script
from vsl.workflows.build_deck import make_deck

_PITCH = Path(__file__).parents[2] / "samples" / "pitch.mp4"
_SCRIPT = "You water it every single day.\n\nYou move it to the window for just $47."
_HEARD = (
    "you water it every single day by the way my neighbour laughed about that"
    " you move it to the window for just forty seven dollars"
)
_AD_LIB = "By the way my neighbour laughed about that."
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The document of a project whose voice strayed from the script once."""
    words = tuple(Word(t, 400 * n, 400 * n + 300) for n, t in enumerate(_HEARD.split()))
    end_ms = words[-1].end_ms + 500
    heard = apply_script(Transcript(words, "en", "scripted"), _SCRIPT, end_ms)
    media = MediaInfo("0" * 64, 9, "wav", end_ms, AudioStream("pcm_s16le", 16_000, 1))
    path = tmp_path / "pitch.json"
    path.write_text(document.dumps(Project(media, heard, make_deck(heard, end_ms, Theme()))))
    return path


def _shown(path: Path) -> str:
    return " ".join(slide.text for slide in document.read(path).deck.slides)


def test_a_paragraph_nobody_says_comes_back_by_one_command(run: Run, tmp_path: Path) -> None:
    words = tuple(Word(t, 400 * n, 400 * n + 300, 0.9) for n, t in enumerate(_HEARD.split()))
    end_ms = words[-1].end_ms + 500
    script = f"{_SCRIPT}\n\nMost people never read this line at all."
    heard = apply_script(Transcript(words, "en", "scripted"), script, end_ms)
    media = MediaInfo("0" * 64, 9, "wav", end_ms, AudioStream("pcm_s16le", 16_000, 1))
    path, back = tmp_path / "pitch.json", tmp_path / "back.json"
    path.write_text(document.dumps(Project(media, heard, make_deck(heard, end_ms, Theme()))))
    assert "Most people" not in _shown(path)
    rows = json.loads(run("report", path, "--json")[1])["differences"]
    (unread,) = [row for row in rows if row["kind"] == "unspoken"]
    assert (unread["line"], unread["shown"]) == (5, None)
    assert run("decide", path, "--script", unread["id"], "-o", back)[0] == 0
    assert _shown(back).endswith("Most people never read this line at all.")


def test_the_report_names_what_differs_and_a_decision_hides_it(
    run: Run, project: Path, tmp_path: Path
) -> None:
    (found,) = json.loads(run("report", project, "--json")[1])["differences"]
    code, text, _ = run("report", project)
    assert code == 0
    assert found["id"] in text
    followed, back = tmp_path / "followed.json", tmp_path / "back.json"
    code, said, _ = run("decide", project, "--script", found["id"], "-o", followed)
    assert (code, said.startswith("1 place decided")) == (0, True)
    assert "neighbour" not in _shown(followed)
    run("decide", followed, "--voice", found["id"], "-o", back, "--quiet")
    assert _shown(back) == _shown(project)
    run("decide", followed, "--open", found["id"], "-o", back)
    assert json.loads(run("report", back, "--json")[1]) == json.loads(
        run("report", project, "--json")[1]
    )


def test_what_lint_finds_is_no_error(run: Run, project: Path) -> None:
    code, text, _ = run("lint", project)
    found = json.loads(run("lint", project, "--json")[1])
    assert code == 0
    assert text.startswith(f"{found['score']} of 100 points")
    assert len(text.splitlines()) == 1 + len(found["findings"])


def test_edits_are_done_together_or_not_at_all(run: Run, project: Path, tmp_path: Path) -> None:
    edits, output = tmp_path / "edits.json", tmp_path / "out.json"
    first = document.read(project).deck.slides[0].id
    rows: list[Any] = [
        {"edit": "replace_all", "find": "window", "replacement": "sun"},
        {"edit": "hide", "slide": first},
    ]
    edits.write_text(json.dumps(rows))
    code, said, _ = run("edit", project, "--edits", edits, "-o", output)
    assert (code, said.startswith("2 edits done; wrote")) == (0, True)
    assert "sun" in _shown(output)
    assert document.read(output).deck.slides[0].hidden
    output.unlink()
    edits.write_text(json.dumps([*rows, {"edit": "hide", "slide": "s?"}]))
    code, _, complaint = run("edit", project, "--edits", edits, "-o", output)
    assert (code, complaint.startswith("vsl: Edit 3 of 3: ")) == (2, True)
    assert not output.exists()


def test_the_words_are_broken_anew_by_another_preset(
    run: Run, project: Path, tmp_path: Path
) -> None:
    output = tmp_path / "sentences.json"
    assert run("recut", project, "--preset", "sentence", "-o", output)[0] == 0
    assert document.read(output).deck.preset == "sentence"
    first, *others = _SCRIPT.split("\n\n")
    assert [slide.text for slide in document.read(output).deck.slides] == [first, _AD_LIB, *others]
    assert _shown(output) == _shown(project)


def test_what_stands_out_is_chosen_anew(run: Run, project: Path, tmp_path: Path) -> None:
    output = tmp_path / "lit.json"
    chosen = ("--highlights", "all", "--highlight-share", "100%")
    code, said, _ = run("highlight", project, *chosen, "-o", output)
    deck = document.read(output).deck
    lit = sum(bool(slide.emphasis) for slide in deck.slides)
    assert (code, said.startswith(f"{lit} slide")) == (0, True)
    assert (lit > 0, deck.emphasis.most_share, len(deck.emphasis.kinds)) == (True, 1.0, 11)
    assert run("highlight", output, "--highlights", "none", "-o", output)[0] == 0
    assert not any(slide.emphasis for slide in document.read(output).deck.slides)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("report", "nowhere.json"), "nowhere.json can't be read"),
        (("lint", "broken.json"), "broken.json is not JSON"),
        (("lint", "deep.json"), "deep.json is nested too deeply"),
        (("lint", "half.json"), "half a character"),
        (("decide", "pitch.json", "-o", "x.json"), "--voice ID"),
        (("decide", "pitch.json", "--voice", "abc", "-o", "x.json"), "no difference 'abc'"),
        (("decide", "pitch.json", "--voice", "a", "--script", "a", "-o", "x.json"), "twice"),
        (("decide", "pitch.json", "--voice", "abc", "-o", "x.txt"), "ends in .json"),
        (("edit", "pitch.json", "--edits", "broken.json", "-o", "x.json"), "is not JSON"),
        (("edit", "pitch.json", "--edits", "deep.json", "-o", "x.json"), "nested too deeply"),
        (("edit", "pitch.json", "--edits", "none.json", "-o", "x.json"), "can't be read"),
        (("edit", "pitch.json", "--edits", "pitch.json", "-o", "x.json"), "JSON list"),
        (("edit", "pitch.json", "-o", "x.json"), "--edits"),
        (("recut", "pitch.json", "--preset", "loud", "-o", "x.json"), "classic, punchy"),
        (("recut", "pitch.json", "--preset", "punchy", "-o", "/proc/none/x.json"), "/proc/none"),
        (("highlight", "pitch.json", "--highlights", "loud", "-o", "x.json"), "name some of"),
        (("make", "x.wav", "-o", "x.mp4", "--preset", "loud"), "classic, punchy"),
        (("make", "x.wav", "-o", "x.mp4", "--highlight-share", "9"), "write 0.5 or 50%"),
        (("make", "x.wav", "-o", "x.mp4", "--glossary", "none.txt"), "none.txt"),
        (("make", "x.wav", "-o", "x.mp4", "--glossary", "names.txt"), "The glossary, line 1"),
    ],
)
@pytest.mark.usefixtures("project")
def test_a_wrong_argument_is_named_in_one_line(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    complaint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("broken.json").write_bytes(b"\xff{")
    Path("deep.json").write_text("[" * 200_000)
    Path("half.json").write_text(Path("pitch.json").read_text().replace("window", "\\ud800"))
    Path("names.txt").write_text(": nothing")
    code, _, said = run(*arguments)
    assert (code, said.count("\n")) == (2, 1)
    assert complaint in said
    assert not Path("x.json").exists()


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_script_that_cannot_be_used_gets_one_line(run: Run, tmp_path: Path, name: str) -> None:
    content, complaint = UNUSABLE[name]
    (tmp_path / name).write_bytes(content())
    output = tmp_path / "out.mp4"
    code, _, said = run("make", _PITCH, "-o", output, "--script", tmp_path / name)
    assert (code, said.count("\n")) == (2, 1)
    assert complaint in said
    assert not list(tmp_path.glob("out.*"))


def _make(run: Run, tmp_path: Path, said: str, *choices: object) -> tuple[str, str, Project]:
    """What is printed, what is shown, and the project, where captions say what was heard."""
    captions, output = tmp_path / "words.srt", tmp_path / "out.mp4"
    captions.write_text(f"1\n00:00:00,500 --> 00:00:09,000\n{said}\n")
    given = ("--captions", captions, "--size", "640x360", *choices)
    code, printed, error = run("make", _PITCH, "-o", output, *given)
    assert code == 0, error
    made = output.with_suffix(".json")
    return printed, _shown(made), document.read(made)


def test_words_are_corrected_and_broken_as_was_asked(run: Run, tmp_path: Path) -> None:
    said = "um you know route wink is only forty seven dollars so call us today"
    (tmp_path / "names.txt").write_text("Rootwink: route wink")
    names = ("--glossary", tmp_path / "names.txt", "--language", "en")
    _, shown, project = _make(run, tmp_path, said, *names, "--preset", "punchy")
    assert "Rootwink is only $47" in shown
    assert project.deck.preset == "punchy"
    _, shown, _ = _make(run, tmp_path, said, *names, "--no-numbers", "--drop-fillers")
    assert shown.lower().startswith("you know rootwink is only forty seven dollars")


def test_what_differs_from_the_script_is_said_in_short(run: Run, tmp_path: Path) -> None:
    said = "you water it every single day by the way my neighbour laughed about that"
    script = tmp_path / "script.md"
    script.write_text("You water it **every** single day.\n")
    printed, shown, _ = _make(run, tmp_path, said, "--script", script, "--language", "en")
    assert shown == f"You water it every single day. {_AD_LIB}"
    assert "not in the script: “by the way my neighbour" in printed
    assert f"1 place differs: vsl report {tmp_path / 'out.json'}" in printed
    assert len(printed.splitlines()) <= 10


@pytest.mark.parametrize(
    ("script", "language", "told"),
    [
        ("O gato não subiu no telhado com você.", "en", "The script looks written in pt"),
        ("O gato não subiu no telhado com você.", "pt", "is it the script of this recording?"),
        ("مرحبا بالعالم هذا نص عربي", "", "is it the script of this recording?"),
        ("# Hook\n" * 1000 + "Our cat climbs.", "en", "is it the script of this recording?"),
    ],
)
def test_a_script_that_is_another_recordings_is_doubted(
    run: Run, tmp_path: Path, script: str, language: str, told: str
) -> None:
    path = tmp_path / "script.md"
    path.write_text(script, "utf-8")
    said = "you water it every single day and still it gives up on you"
    printed, _, _ = _make(run, tmp_path, said, "--script", path, "--language", language)
    assert told in printed


def test_an_export_keeps_the_caches_within_their_size(
    run: Run, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CACHE_MAX_SIZE", "1")
    old = tmp_path / "cache" / "slides" / "aa" / "aa01.png"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"long unused")
    os.utime(old, (0, time.time() - 3600))
    assert run("export", project, "-o", tmp_path / "pitch.srt")[0] == 0
    assert not old.exists()


def test_no_command_writes_over_what_it_reads(run: Run, project: Path, tmp_path: Path) -> None:
    recording, captions = tmp_path / "talk.mp4", tmp_path / "talk.srt"
    recording.write_bytes(b"the only take")
    captions.write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    beside = ("--captions", captions)
    for command in (
        ("make", recording, "-o", recording),
        ("make", _PITCH, *beside, "-o", recording.with_name("talk.mp4")),
        ("export", project, "--media", recording, "-o", recording),
    ):
        code, _, complaint = run(*command)
        assert (code, complaint.count("\n")) == (2, 1)
        assert "is what is read; give -o another name." in complaint
    assert recording.read_bytes() == b"the only take"
    assert "Hello" in captions.read_text()
