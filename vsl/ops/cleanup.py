"""Clean-up of the disk: derived files that were not used lately, and partial files left by crashes.

Recordings, exports and projects are never deleted.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vsl.basics.files import CacheFolder

KEEP_DERIVED_H = 7 * 24.0  # hours for which an unused derived file is kept
ORPHAN_AGE_S = 24 * 3600  # uploads and exports take less than a day
_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class CleanUpResult:
    """The bytes freed by a clean-up."""

    caches: dict[str, int]  # kind → bytes freed
    leftovers: int  # bytes freed from partial files

    @property
    def freed_bytes(self) -> int:
        """All bytes freed."""
        return sum(self.caches.values()) + self.leftovers


def clean(
    caches: Iterable[CacheFolder],
    *,
    max_age_h: float,
    max_bytes: int | None = None,
    leftovers_in: Iterable[Path] = (),
) -> CleanUpResult:
    """Delete cached and partial files; return the bytes freed.

    Args:
        max_age_h: cached files not used for this many hours are deleted.
        max_bytes: the limit of all caches together; the largest cache is trimmed first.
        leftovers_in: folders whose partial ``.part`` files are deleted once they are a day old.
    """
    kinds = tuple(caches)
    freed = {cache.kind: cache.remove_older(max_age_h * _HOUR_S) for cache in kinds}
    if max_bytes is not None:
        for kind, size in _trim(kinds, max_bytes).items():
            freed[kind] += size
    return CleanUpResult(freed, sum(remove_orphans(folder) for folder in leftovers_in))


def _trim(caches: Iterable[CacheFolder], max_bytes: int) -> dict[str, int]:
    sizes = {cache: cache.size_bytes() for cache in caches}
    freed: dict[str, int] = {}
    for cache in sorted(sizes, key=lambda each: sizes[each], reverse=True):
        others = sum(sizes.values()) - sizes[cache]
        freed[cache.kind] = cache.trim(max(0, max_bytes - others))
        sizes[cache] -= freed[cache.kind]
    return freed


def find_orphans(folder: Path, age_s: float = ORPHAN_AGE_S) -> Iterator[Path]:
    """Yield partial files in ``folder`` untouched for ``age_s``."""
    for path in folder.rglob(".*.part*"):
        with suppress(FileNotFoundError):  # its writer finished or gave up meanwhile
            if path.stat().st_mtime < time.time() - age_s:
                yield path


def remove_orphans(folder: Path, age_s: float = ORPHAN_AGE_S) -> int:
    """Delete partial files in ``folder`` untouched for ``age_s``; return bytes freed."""
    freed = 0
    for path in list(find_orphans(folder, age_s)):
        with suppress(FileNotFoundError):
            if path.is_dir():
                freed += sum(each.stat().st_size for each in path.rglob("*") if each.is_file())
                shutil.rmtree(path)
            else:
                freed += path.stat().st_size
                path.unlink()
    return freed
