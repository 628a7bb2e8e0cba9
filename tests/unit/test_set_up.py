"""Set-up installs weights by digest, and goes on in one line where they can't be had."""

from __future__ import annotations

import re
import runpy
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scripts.lock import read_lock

ROOT = Path(__file__).parents[2]
_PINS = """# A comment.
acme-weights-part1==1.0.0 --hash=sha256:00
acme-weights-part2==1.0.0 --hash=sha256:11
"""


class _SetUp:
    """scripts/set_up.py in a project of its own, whose pip does what a shell script says."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "pins.txt").write_text(_PINS)
        self.packages = root / ".venv" / "lib" / "python3.11" / "site-packages"
        self.packages.mkdir(parents=True)
        (root / ".venv" / "bin").mkdir()
        self._script: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "set_up.py"))
        own = self._script["_add_weights"].__globals__
        own.update(ROOT=root, VENV=root / ".venv", PYTHON=root / ".venv" / "bin" / "python")

    def run(self, pip: str) -> None:
        python = self.root / ".venv" / "bin" / "python"
        python.write_text(f'#!/bin/sh\necho "$@" >> {self.root}/calls\n{pip}\n')
        python.chmod(python.stat().st_mode | stat.S_IXUSR)
        self._script["_add_weights"]("pins.txt", "Acme", "nobody listens")

    @property
    def calls(self) -> list[str]:
        calls = self.root / "calls"
        return calls.read_text().splitlines() if calls.exists() else []

    def install(self) -> None:
        for number in (1, 2):
            (self.packages / f"acme_weights_part{number}-1.0.0.dist-info").mkdir()


@pytest.fixture
def set_up(tmp_path: Path) -> _SetUp:
    """Set-up of a project without its weights."""
    return _SetUp(tmp_path)


def test_weights_are_installed_by_digest_in_a_call_of_their_own(
    set_up: _SetUp, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up.run("exit 0")
    (call,) = set_up.calls
    assert "install --no-deps --require-hashes" in call
    assert call.endswith("-r pins.txt")
    assert capsys.readouterr().out == "· Installing the weights of Acme\n"


def test_weights_that_are_there_are_not_installed_again(
    set_up: _SetUp, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up.install()
    set_up.run("exit 1")
    assert set_up.calls == []
    assert capsys.readouterr().out == ""


def test_one_package_of_two_is_not_enough(set_up: _SetUp) -> None:
    set_up.install()
    (set_up.packages / "acme_weights_part2-1.0.0.dist-info").rename(set_up.packages / "other")
    set_up.run("exit 0")
    assert len(set_up.calls) == 1


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        (
            "ERROR: Could not find a version\\nERROR: No matching distribution found for acme",
            "No matching distribution found for acme",
        ),
        (
            "WARNING: slow\\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES. If you have updated\\n"
            "    Expected sha256 00",
            "THESE PACKAGES DO NOT MATCH THE HASHES",
        ),
        ("Killed", "pip failed"),
    ],
)
def test_weights_that_cannot_be_had_are_one_line_and_no_end(
    errors: str, reason: str, set_up: _SetUp, capfd: pytest.CaptureFixture[str]
) -> None:
    set_up.run(f"printf '{errors}\\n' >&2; exit 1")
    out, err = capfd.readouterr()
    assert out.splitlines()[1:] == [
        f"· No weights of Acme ({reason}): nobody listens. The next set-up tries again."
    ]
    assert err == ""


def test_the_next_set_up_tries_again(set_up: _SetUp) -> None:
    set_up.run("exit 1")
    set_up.run("exit 0")
    assert len(set_up.calls) == 2


@pytest.mark.parametrize(
    ("file", "extra"),
    [
        ("requirements-weights.txt", "weights"),
        ("requirements-weights-tests.txt", "test-weights"),
    ],
)
def test_every_package_of_weights_is_pinned_by_digest(file: str, extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = (ROOT / file).read_text().splitlines()[1:]
    assert [line.partition(" ")[0] for line in lines] == project["optional-dependencies"][extra]
    assert all(re.fullmatch(r"\S+ --hash=sha256:[0-9a-f]{64}", line) for line in lines)


def test_the_known_conversions_are_those_of_the_pinned_packages() -> None:
    from vsl.speech.weights.converted import CONVERSIONS

    pinned = {
        line.partition("==")[0]
        for path in ROOT.glob("requirements-weights*.txt")
        for line in path.read_text().splitlines()[1:]
    }
    assert {name for known in CONVERSIONS.values() for name in known.packages} == pinned


def test_what_make_installs_hears_by_faster_whisper() -> None:
    pins = (ROOT / "requirements.txt").read_text()
    for package in ("faster-whisper", "ctranslate2", "tokenizers", "onnxruntime"):
        assert re.search(rf"^{package}==", pins, re.MULTILINE)


def test_every_package_is_pinned_once_and_by_digest() -> None:
    run, tests, servers = (
        dict(read_lock((ROOT / name).read_text()))
        for name in ("requirements.txt", "requirements-dev.txt", "requirements-servers.txt")
    )
    assert not run.keys() & tests.keys()
    assert servers.items() <= tests.items()
    for lines in (*run.values(), *tests.values()):
        assert re.fullmatch(r"\S+==\S+( \\\n    --hash=sha256:[0-9a-f]{64})+", lines)
