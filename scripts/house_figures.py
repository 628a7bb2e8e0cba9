"""Print figures on the readability of the code: ``python scripts/house_figures.py [FOLDER]``.

FOLDER is a checkout, by default this one, so that two states can be compared.
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PERSONS = re.compile(r"\b(?:nobody|somebody|whoever|everybody|anybody)\b", re.IGNORECASE)
IRREGULAR = re.compile(
    "begun|bent|borne|bound|brought|broken|built|caught|chosen|dealt|done|drawn|"
    "driven|felt|forgotten|fought|found|frozen|given|gone|grown|heard|held|hidden|"
    "kept|known|laid|led|left|lent|lost|made|meant|met|paid|ridden|rung|said|seen|"
    "sent|shown|sold|sought|spent|spoken|stood|struck|stuck|sung|sworn|taken|taught|"
    "thought|thrown|told|torn|understood|woken|won|worn|written"
)
NO_PARTICIPLES = ("embed", "exceed", "feed", "need", "proceed", "seed", "speed")
Function = ast.FunctionDef | ast.AsyncFunctionDef


class House:
    """The package of a checkout, parsed once."""

    def __init__(self, root: Path = ROOT) -> None:
        self.package = root / "vsl"

    @cached_property
    def modules(self) -> Mapping[Path, ast.Module]:
        """The syntax tree of each module."""
        paths = sorted(self.package.rglob("*.py"))
        return {path: ast.parse(path.read_text("utf-8")) for path in paths}

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """All functions and methods."""
        nodes = (node for module in self.modules.values() for node in statements(module))
        return tuple(node for node in nodes if isinstance(node, Function))

    def loose_modules(self) -> list[str]:
        """Return the modules at the package's root."""
        return sorted(p.stem for p in self.package.glob("*.py") if p.stem != "__init__")

    def participles(self) -> list[str]:
        """Return the functions whose names start with a participle: ``joined``, ``told_twice``."""
        return [f.name for f in self.functions if is_participle(f.name.strip("_").split("_")[0])]

    def repeated_classes(self) -> Mapping[str, list[Path]]:
        """Return public class names defined in more than one module, with these modules."""
        paths_by_name = defaultdict(list)
        for path, module in self.modules.items():
            for node in module.body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    paths_by_name[node.name].append(path)
        return {name: paths for name, paths in paths_by_name.items() if len(paths) > 1}

    def persons(self) -> list[str]:
        """Return the lines that speak of persons instead of the code."""
        return [
            f"{path.relative_to(self.package)}:{number}"
            for path in self.modules
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
            if PERSONS.search(line)
        ]

    def module_lines(self) -> list[int]:
        """Return the length of each module in lines."""
        return [len(path.read_text("utf-8").splitlines()) for path in self.modules]

    def function_lines(self) -> list[int]:
        """Return the length of each function's body, its docstring included."""
        return [count_lines(function) for function in self.functions]


def statements(block: ast.AST) -> Iterator[ast.stmt]:
    """Yield every statement of a module, function or other block, at any depth.

    Much quicker than ``ast.walk``, which visits expressions too.
    """
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        for node in getattr(block, field, ()):
            if isinstance(node, ast.stmt):
                yield node
            yield from statements(node)


def count_lines(function: Function) -> int:
    """Return the lines of a function's body, its docstring included."""
    return (function.end_lineno or 0) - function.body[0].lineno + 1


def is_participle(word: str) -> bool:
    """Return whether a word is a past participle, by its form."""
    return bool(IRREGULAR.fullmatch(word)) or (word.endswith("ed") and word not in NO_PARTICIPLES)


def table(house: House) -> Iterator[str]:
    """Yield the figures, one line each."""
    lines, functions = house.module_lines(), house.function_lines()
    share = len(house.participles()) / len(house.functions)
    yield f"modules at the package's root      {len(house.loose_modules())}"
    yield f"functions that start so: joined    {len(house.participles())} ({share:.1%})"
    yield f"public class names with two places {len(house.repeated_classes())}"
    yield f"lines that speak of persons        {len(house.persons())}"
    yield f"modules                            {len(lines)}, longest {max(lines)} lines"
    typical = statistics.median(functions)
    yield f"functions                          {len(functions)}, median {typical:g} lines"
    yield f"functions of more than 40 lines    {sum(length > 40 for length in functions)}"


if __name__ == "__main__":
    print(*table(House(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)), sep="\n")
