"""The examples in docstrings do what they say, and the purest packages have some."""

from __future__ import annotations

import ast
import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("vsl", "scripts")
_EXAMPLE = re.compile(r"^ *>>> ", re.MULTILINE)
SHOWN = ("model", "slides", "text")
"""Packages of pure functions: each of their modules shows what a function returns."""

_FILES = [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
    if _EXAMPLE.search(path.read_text(encoding="utf-8")) and "griffe" not in path.stem
]


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", _FILES, ids=_module_name)
def test_examples_do_what_they_say(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = doctest.testmod(import_module(_module_name(path)))
    assert result.attempted, "the examples stand where doctest does not look"
    assert not result.failed, capsys.readouterr().out


@pytest.mark.parametrize("package", SHOWN)
def test_every_module_with_public_functions_shows_one(package: str) -> None:
    without = [
        _module_name(path)
        for path in (ROOT / "vsl" / package).glob("*.py")
        if any(
            isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            for node in ast.parse(path.read_text(encoding="utf-8")).body
        )
        and not _EXAMPLE.search(path.read_text(encoding="utf-8"))
    ]
    assert not without
