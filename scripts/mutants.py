"""Change the code of slides and text in small ways, and count the changes that tests notice.

    .venv/bin/python scripts/mutants.py [--count 60] [--seed 1]

One run of the unit tests under ``coverage`` tells which tests execute which line. Each mutant is a
copy of the tree with one operator or constant changed, tested by those tests alone until one fails.
A mutant that survives is shown with its line: a test is missing there, or the change has no effect.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("vsl/slides", "vsl/text")
_BUILT = ("static/dist", "vsl/render/fonts")  # not in git
_MOST_TESTS = 150  # of those that execute a line
_LONGEST_S = 120  # for the tests of a mutant; an endless loop is noticed, too
_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the module's new source, and where it differs."""

    path: Path
    line: int
    change: str
    source: str


def main() -> None:
    """Make mutants, test them, and print the share that was caught."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vsl-mutants-") as folder:
        tree = Path(folder)
        copy_tree(tree)
        tests_by_line = find_tests(tree)
        covered = [
            mutant
            for mutant in _all_mutants(random.Random(options.seed))
            if (mutant.path.as_posix(), mutant.line) in tests_by_line
        ]
        chosen = random.Random(options.seed).sample(covered, min(options.count, len(covered)))
        caught = 0
        for mutant in chosen:
            tests = tests_by_line[mutant.path.as_posix(), mutant.line]
            is_caught = run_tests(mutant, tests, tree)
            caught += is_caught
            if not is_caught:
                print(f"survived  {mutant.path}:{mutant.line}  {mutant.change}", flush=True)
    print(f"{caught} of {len(chosen)} mutants were caught ({100 * caught / len(chosen):.0f} %)")


def copy_tree(target: Path) -> None:
    """Copy what git knows or may know of the project, and what is built of it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    for name in _BUILT:
        shutil.copytree(ROOT / name, target / name)


def find_tests(tree: Path) -> dict[tuple[str, int], list[str]]:
    """Return the tests that execute each line, by path and line."""
    from coverage import Coverage

    settings = tree / "contexts.toml"
    source = ", ".join(f'"{folder}"' for folder in FOLDERS)
    settings.write_text(
        f'[tool.coverage.run]\nsource = [{source}]\ndynamic_context = "test_function"\n'
    )
    program = ["coverage", "run", f"--rcfile={settings}", "-m", "pytest", "-q", "tests/unit"]
    done = subprocess.run([sys.executable, "-m", *program], cwd=tree, env=_environ(tree))
    if done.returncode:
        sys.exit("The unit tests fail without any change: mend them first.")
    measured = Coverage(data_file=str(tree / ".coverage"))
    measured.load()
    data = measured.get_data()
    found: dict[tuple[str, int], list[str]] = {}
    for file in data.measured_files():
        path = Path(file).relative_to(tree).as_posix()
        for line, contexts in data.contexts_by_lineno(file).items():
            if tests := sorted(filter(None, map(_name_test, contexts))):
                found[path, line] = tests
    return found


def _name_test(context: str) -> str:
    """Return pytest's name of a test for coverage's; empty for what ran outside tests."""
    module, _, function = context.rpartition(".")
    return f"tests/unit/{module.rpartition('.')[2]}.py::{function}" if module else ""


def run_tests(mutant: Mutant, tests: Sequence[str], tree: Path) -> bool:
    """Return whether one of the tests fails on the mutant."""
    target = tree / mutant.path
    original = target.read_text()
    target.write_text(mutant.source)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", *tests[:_MOST_TESTS]]
    try:
        done = subprocess.run(
            command, cwd=tree, env=_environ(tree), capture_output=True, timeout=_LONGEST_S
        )
        return done.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_text(original)


def _environ(tree: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}


def _all_mutants(chance: random.Random) -> Iterator[Mutant]:
    """Yield mutants of all modules, at most one for each line."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            source = path.read_text()
            places = _find_places(ast.parse(source))
            by_line: dict[int, list[int]] = {}
            for number, (line, _) in enumerate(places):
                by_line.setdefault(line, []).append(number)
            for numbers in by_line.values():
                yield _make_mutant(path.relative_to(ROOT), source, chance.choice(numbers))


def _make_mutant(path: Path, source: str, number: int) -> Mutant:
    tree = ast.parse(source)
    line, change = _find_places(tree)[number]
    return Mutant(path, line, change(), ast.unparse(tree) + "\n")


def _find_places(tree: ast.Module) -> list[tuple[int, Callable[[], str]]]:
    """Return each place that can be changed: its line, and what changes the tree and says how."""
    places: list[tuple[int, Callable[[], str]]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
            places.append((node.lineno, _change_comparison(node)))
        elif isinstance(node, ast.BinOp) and type(node.op) in _SUMS and not _joins_text(node):
            places.append((node.lineno, _change_sum(node)))
        elif isinstance(node, ast.BoolOp):
            places.append((node.lineno, _change_junction(node)))
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
            places.append((node.lineno, _change_constant(node)))
    return places


def _joins_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(part, ast.Constant | ast.JoinedStr)
        and not isinstance(getattr(part, "value", ""), int | float)
        for part in (node.left, node.right)
    )


def _change_comparison(node: ast.Compare) -> Callable[[], str]:
    def change() -> str:
        before = ast.unparse(node)
        node.ops[0] = _COMPARISONS[type(node.ops[0])]()
        return f"{before}  →  {ast.unparse(node)}"

    return change


def _change_sum(node: ast.BinOp) -> Callable[[], str]:
    def change() -> str:
        before = ast.unparse(node)
        node.op = _SUMS[type(node.op)]()
        return f"{before}  →  {ast.unparse(node)}"

    return change


def _change_junction(node: ast.BoolOp) -> Callable[[], str]:
    def change() -> str:
        before = ast.unparse(node)
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return f"{before}  →  {ast.unparse(node)}"

    return change


def _change_constant(node: ast.Constant) -> Callable[[], str]:
    def change() -> str:
        before = node.value
        assert isinstance(before, int | float)
        node.value = not before if isinstance(before, bool) else before + 1
        return f"{before}  →  {node.value}"

    return change


if __name__ == "__main__":
    main()
