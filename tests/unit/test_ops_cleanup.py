"""Clean-up frees what is derived and old, and nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path

from vsl.basics.files import CacheFolder
from vsl.ops.cleanup import clean, remove_orphans

HOUR_S = 3600


def _put(path: Path, size: int, age_h: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    moment = time.time() - age_h * HOUR_S
    os.utime(path, (moment, moment))
    return path


def test_a_folder_that_a_dead_writer_left_goes_whole(tmp_path: Path) -> None:
    old, young = tmp_path / ".staging-a.part", tmp_path / ".staging-b.part"
    for folder in (old, young):
        folder.mkdir()
        (folder / "slides.mp4").write_bytes(b"12345")
    os.utime(old, (0, 0))
    assert remove_orphans(tmp_path) == 5
    assert [path.name for path in tmp_path.iterdir()] == [young.name]


def test_cached_files_not_used_for_the_age_go_and_others_stay(tmp_path: Path) -> None:
    cache = CacheFolder(tmp_path, "slides", ".png")
    old, young = _put(cache.path("aa01"), 10, 25), _put(cache.path("bb01"), 10, 23)
    cleaned = clean([cache], max_age_h=24)
    assert (cleaned.caches, cleaned.freed_bytes) == ({"slides": 10}, 10)
    assert (old.exists(), young.exists()) == (False, True)


def test_caches_together_keep_within_the_allowed_size_oldest_use_first(tmp_path: Path) -> None:
    big, small = CacheFolder(tmp_path, "samples"), CacheFolder(tmp_path, "slides")
    oldest, newer = _put(big.path("aa01"), 60, 3), _put(big.path("aa02"), 60, 2)
    kept = _put(small.path("aa03"), 30, 20)
    cleaned = clean([small, big], max_age_h=24, max_bytes=100)
    assert cleaned.caches == {"samples": 60, "slides": 0}
    assert [path.exists() for path in (oldest, newer, kept)] == [False, True, True]


def test_what_was_used_a_moment_ago_stays_however_much_it_is(tmp_path: Path) -> None:
    cache = CacheFolder(tmp_path, "slides", ".png")
    in_use, older = _put(cache.path("aa01"), 100, 0), _put(cache.path("aa02"), 100, 1)
    clean([cache], max_age_h=24, max_bytes=10)
    assert (in_use.exists(), older.exists()) == (True, False)


def test_halves_of_files_go_after_a_day_and_finished_files_never(tmp_path: Path) -> None:
    orphan = _put(tmp_path / "recordings" / ".00ff.part.mp4", 7, 25)
    in_work = _put(tmp_path / "recordings" / ".11ff.part.mp4", 7, 23)
    recording = _put(tmp_path / "recordings" / "aa" / "my.part.mp4", 7, 9999)
    cleaned = clean([], max_age_h=0, leftovers_in=[tmp_path])
    assert cleaned.leftovers == 7
    assert [path.exists() for path in (orphan, in_work, recording)] == [False, True, True]


def test_a_folder_that_does_not_exist_is_clean(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert clean([CacheFolder(gone, "x")], max_age_h=1, leftovers_in=[gone]).freed_bytes == 0
