"""The package stands alone, and its modules and functions stay readable."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from scripts.house_figures import Function, count_lines, statements
from tests.house import HOUSE

ROOT = Path(__file__).parents[2]
SCRIPTS = ("app", "transcriptor", "performance_monitor", "worker")
MAX_LINES = 400
MAX_FUNCTION_LINES = 40


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for name in SCRIPTS:
        path = ROOT / f"{name}.py"
        yield path, ast.parse(path.read_text("utf-8"))
    yield from HOUSE.modules.items()


def imported(module: ast.Module) -> Iterator[str]:
    for node in statements(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_package_needs_no_script_of_the_checkout() -> None:
    offenders = {
        str(path.relative_to(ROOT))
        for path, module in HOUSE.modules.items()
        for name in imported(module)
        if name.split(".")[0] in SCRIPTS
    }
    assert not offenders


def test_the_root_of_the_package_holds_four_modules() -> None:
    found = {path.stem for path in (ROOT / "vsl").glob("*.py")}
    assert found == {"__init__", "bootstrap", "errors", "progress", "settings"}


def test_modules_stay_readable() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path, _ in trees()}
    assert not {str(path): length for path, length in lengths.items() if length > MAX_LINES}


def test_functions_stay_readable() -> None:
    lengths = {
        f"{path}:{node.lineno} {node.name}": count_lines(node)
        for path, module in trees()
        for node in statements(module)
        if isinstance(node, Function)
    }
    assert len(lengths) > len(HOUSE.modules)
    assert not {name: length for name, length in lengths.items() if length > MAX_FUNCTION_LINES}
