from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ("app", "transcriptor", "performance_monitor", "worker")
MAX_LINES = 400
MAX_FUNCTION_LINES = 40


def sources() -> list[Path]:
    top = [ROOT / f"{name}.py" for name in SCRIPTS]
    return [*top, *sorted((ROOT / "vsl").rglob("*.py"))]


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def imported(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_imports_point_down() -> None:
    result = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_package_needs_no_script_of_the_checkout() -> None:
    offenders = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "vsl").rglob("*.py")
        for name in imported(path)
        if name.split(".")[0] in SCRIPTS
    }
    assert not offenders


def test_the_root_of_the_package_holds_four_modules() -> None:
    found = {path.stem for path in (ROOT / "vsl").glob("*.py")}
    assert found == {"__init__", "bootstrap", "errors", "progress", "settings"}


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_readable(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES
    for node in nodes(path):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body_lines = (node.end_lineno or 0) - node.body[0].lineno + 1
            assert body_lines <= MAX_FUNCTION_LINES, node.name
