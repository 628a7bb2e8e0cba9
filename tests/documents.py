"""The documents of the project as tests read them: their blocks of code by language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
_WRITTEN_BY_A_SCRIPT = ROOT / "docs" / "reference"
_BLOCK = re.compile(r"^```(\w+)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTS = [
    ROOT / "README.md",
    *(
        path
        for path in sorted((ROOT / "docs").rglob("*.md"))
        if _WRITTEN_BY_A_SCRIPT not in path.parents
    ),
]


def read_blocks(path: Path, *languages: str) -> Iterator[str]:
    """Yield the blocks of a document in one of these languages; "" for blocks that name none."""
    for language, block in _BLOCK.findall(path.read_text(encoding="utf-8")):
        if language in languages:
            yield block


def name_document(path: Path) -> str:
    """Return the path as the root of the project has it."""
    return path.relative_to(ROOT).as_posix()
