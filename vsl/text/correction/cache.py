"""A cache of corrections: the edits of each batch in a cache folder.

Derived data: missing or damaged entries are computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

from vsl.basics.files import CacheFolder
from vsl.model.project import Break, Word
from vsl.text.correction.edits import Edit


def edits_key(name: str, digest: str, words: Sequence[Word]) -> str:
    """Return the digest of everything that decides a corrector's edits to ``words``."""
    shapes = [name, digest, [astuple(word) for word in words]]
    return hashlib.sha256(json.dumps(shapes).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class EditCache:
    """A cache of edits, one JSON file a batch."""

    folder: CacheFolder

    @classmethod
    def under(cls, root: Path) -> EditCache:
        """Return the cache of edits inside the cache folder ``root``."""
        return cls(CacheFolder(root, "corrections", ".json"))

    def find(self, key: str) -> tuple[Edit, ...] | None:
        """Return the edits stored under ``key``; None if missing or unreadable."""
        path = self.folder.find(key)
        try:
            return _read(path.read_bytes()) if path else None
        except (OSError, ValueError, TypeError, KeyError):
            with suppress(OSError):
                self.folder.path(key).unlink()
            return None

    def keep(self, key: str, edits: Sequence[Edit]) -> None:
        """Store ``edits`` under ``key``."""
        rows = [[e.first, e.stop, [astuple(word) for word in e.words]] for e in edits]
        with self.folder.writing(key) as path:
            path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def _read(content: bytes) -> tuple[Edit, ...]:
    return tuple(
        Edit(first, stop, tuple(_word(row) for row in rows))
        for first, stop, rows in json.loads(content)
    )


def _word(row: list[Any]) -> Word:
    word = Word(*row)
    return replace(word, break_before=Break(word.break_before))
