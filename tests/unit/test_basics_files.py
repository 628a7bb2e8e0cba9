from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from vsl.basics.files import CacheFolder, atomic_path, file_sha256, free_bytes, write_atomically


def test_a_file_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "deck.json"
    with atomic_path(target) as sibling:
        sibling.write_text("half", "utf-8")
        assert not target.exists()
    assert target.read_text("utf-8") == "half"
    assert list(target.parent.iterdir()) == [target]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "deck.json"
    write_atomically(target, "old")
    with pytest.raises(RuntimeError), atomic_path(target) as sibling:  # noqa: PT012 - the write
        sibling.write_text("half", "utf-8")
        raise RuntimeError
    assert target.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_the_sibling_keeps_the_extension_by_which_writers_choose_formats(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "a.mp4") as sibling:
        assert sibling.suffix == ".mp4"
        sibling.touch()


def test_a_digest_is_the_files_own(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert file_sha256(tmp_path / "a").startswith("ba7816bf8f01cfea")


def test_room_is_told_for_folders_yet_to_come(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "not" / "there") > 0


@pytest.fixture
def cache(tmp_path: Path) -> CacheFolder:
    """A cache of three files, used 30, 20 and 10 hours ago, of 10 bytes each."""
    folder = CacheFolder(tmp_path, "slides", ".png")
    for number, hours in enumerate((30, 20, 10)):
        with folder.writing(f"{number}{number}") as sibling:
            sibling.write_bytes(b"x" * 10)
        used = time.time() - hours * 3600
        os.utime(folder.path(f"{number}{number}"), (used, used))
    return folder


def test_what_was_written_is_found_and_counted(cache: CacheFolder) -> None:
    assert cache.find("11") == cache.root / "slides" / "11" / "11.png"
    assert cache.find("99") is None
    assert (cache.count.hits, cache.count.misses) == (1, 1)
    assert cache.size_bytes() == 30


def test_a_failed_write_is_not_kept(cache: CacheFolder) -> None:
    with pytest.raises(RuntimeError), cache.writing("77") as sibling:  # noqa: PT012 - the write
        sibling.touch()
        raise RuntimeError
    assert cache.find("77") is None


def test_files_unused_for_long_go(cache: CacheFolder) -> None:
    assert cache.remove_older(15 * 3600) == 20
    assert cache.find("22")


def test_finding_a_file_keeps_it_young(cache: CacheFolder) -> None:
    cache.find("00")
    cache.remove_older(15 * 3600)
    assert cache.find("00")


def test_the_least_recently_used_go_first_when_room_is_short(cache: CacheFolder) -> None:
    assert cache.trim(15) == 20
    assert [path.stem for path in cache.files()] == ["22"]


def test_a_clean_up_leaves_what_is_being_written(cache: CacheFolder) -> None:
    with cache.writing("55") as sibling:
        sibling.write_bytes(b"x")
        os.utime(sibling, (0, 0))
        cache.remove_older(0)
        cache.trim(0)
    assert cache.find("55")
