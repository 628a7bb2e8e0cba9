"""Looks on the command line: named, shown, and brand kits kept as looks of one's own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from vsl.model import document
from vsl.model.project import Project
from vsl.render import fonts
from vsl.render.themes.catalogue import THEMES

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A brand kit with a logo, in a pale ink."""
    Image.new("RGB", (30, 10), "#C8102E").save(tmp_path / "logo.png")
    path = tmp_path / "acme.json"
    path.write_text(json.dumps({"ink": "#AAAAAA", "logo": {"image": "logo.png"}}))
    return path


@pytest.fixture
def saved(pitch: Project, tmp_path: Path) -> Path:
    """The document of a project."""
    path = tmp_path / "pitch.json"
    path.write_text(document.dumps(pitch))
    return path


def test_looks_are_listed_and_shown(run: Run) -> None:
    assert run("theme", "list")[1].split() == list(THEMES)
    assert json.loads(run("theme", "show", "gold")[1])["name"] == "gold"
    code, _, err = run("theme", "show", "glam")
    assert (code, err.count("\n")) == (2, 1)
    assert "There is no theme 'glam'; choose one of classic" in err


def test_a_kit_is_checked_kept_worn_and_forgotten(run: Run, kit: Path, saved: Path) -> None:
    code, out, _ = run("theme", "check", kit)
    assert code == 0
    assert "Note: The text (#AAAAAA)" in out
    assert run("theme", "add", kit)[1].endswith("Kept as acme: use it with --theme.\n")
    assert run("theme", "list")[1].endswith("acme (yours)\n")
    assert json.loads(run("theme", "list", "--json")[1])[-1] == {"name": "acme", "own": True}
    worn = saved.with_name("worn.json")
    assert run("export", saved, "--theme", "acme", "--size", "9:16@720p", "-o", worn)[0] == 0
    theme = document.read(worn).deck.theme
    assert (theme.name, theme.ink, theme.width_px, theme.height_px) == (
        "acme",
        "#AAAAAA",
        720,
        1280,
    )
    assert run("theme", "remove", "acme")[:2] == (0, "Removed acme.\n")
    assert run("theme", "remove", "acme")[0] == 2


def test_a_kit_may_be_worn_straight_from_its_file(run: Run, kit: Path, saved: Path) -> None:
    worn = saved.with_name("worn.json")
    assert run("export", saved, "--theme", kit, "-o", worn)[0] == 0
    assert document.read(worn).deck.theme.logo
    assert run("theme", "list")[1].split() == list(THEMES)


def test_commands_that_cut_anew_measure_with_a_font_of_ones_own(run: Run, saved: Path) -> None:
    font = saved.with_name("brand.ttf")
    font.write_bytes((fonts.FOLDER / "anton" / "Anton_400Regular.ttf").read_bytes())
    kit = saved.with_name("house.json")
    kit.write_text(json.dumps({"font": font.name}))
    worn, cut = saved.with_name("worn.json"), saved.with_name("cut.json")
    assert run("export", saved, "--theme", kit, "-o", worn)[0] == 0
    # in a process of its own, which has opened no font yet
    recut = [sys.executable, "-m", "vsl.cli.main", "recut", worn, "--preset", "punchy", "-o", cut]
    done = subprocess.run(recut, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert document.read(cut).deck.theme == document.read(worn).deck.theme


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ('{"ink": "red"}', "#1A2B3C"),
        ('{"font": "a.ttf"}', "There is no file 'a.ttf' beside acme.json"),
        ('{"name": "night"}', "comes with VSL"),
    ],
)
def test_a_kit_that_cannot_be_kept_gets_one_line(
    run: Run, kit: Path, text: str, words: str
) -> None:
    kit.write_text(text)
    code, _, err = run("theme", "add", kit)
    assert (code, err.count("\n")) == (2, 1)
    assert words in err
    assert run("theme", "add", kit.with_name("none.json"))[0] == 2
