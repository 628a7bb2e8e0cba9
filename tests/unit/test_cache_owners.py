"""Cached files go with the last of those they were made or used for."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from vsl.basics.cache_owners import OWNER, owners_in, working_for
from vsl.basics.files import CacheFolder

A, B = "aa" + "0" * 62, "bb" + "1" * 62


def _write(cache: CacheFolder, key: str, owner: str) -> Path:
    with working_for(owner), cache.writing(key) as path:
        path.write_bytes(b"x")
    return cache.path(key)


def test_a_file_goes_with_its_only_owner(tmp_path: Path) -> None:
    cache = CacheFolder(tmp_path, "slides", ".png")
    path = _write(cache, A, "p")
    assert owners_in(tmp_path).owners() == ("p",)
    assert owners_in(tmp_path).release({"p"}) == 1
    assert not path.exists()
    assert owners_in(tmp_path).owners() == ()


def test_a_file_that_another_uses_stays_until_that_one_goes_too(tmp_path: Path) -> None:
    cache = CacheFolder(tmp_path, "samples")
    path = _write(cache, A, "p")
    with working_for("q"):
        assert cache.find(A)
    assert owners_in(tmp_path).release({"p"}) == 0
    assert path.exists()
    assert owners_in(tmp_path).release({"q"}) == 1
    assert not path.exists()


def test_what_nobody_owns_stays(tmp_path: Path) -> None:
    cache = CacheFolder(tmp_path, "samples")
    path = _write(cache, A, "")
    assert owners_in(tmp_path).release({"", "p"}) == 0
    assert path.exists()


def test_equal_keys_of_other_kinds_are_other_files(tmp_path: Path) -> None:
    kept = _write(CacheFolder(tmp_path, "footage"), A, "q")
    gone = _write(CacheFolder(tmp_path, "samples"), A, "p")
    owners_in(tmp_path).release({"p"})
    assert (kept.exists(), gone.exists()) == (True, False)


def test_threads_of_a_pool_work_for_the_owner_of_its_maker(tmp_path: Path) -> None:
    cache = CacheFolder(tmp_path, "slides")
    with working_for("p"), ThreadPoolExecutor(1, "draw", OWNER.set, (OWNER.get(),)) as pool:
        pool.submit(lambda: cache.writing(A).__enter__().write_bytes(b"")).result()
    assert owners_in(tmp_path).owners() == ("p",)


def test_caches_that_were_deleted_are_noted_anew(tmp_path: Path) -> None:
    root = tmp_path / "cache"
    cache = CacheFolder(root, "slides")
    _write(cache, A, "p")
    shutil.rmtree(root)
    path = _write(cache, B, "p")
    with working_for("p"):
        cache.find(B)
    assert owners_in(root).release({"p"}) == 1
    assert not path.exists()


def test_a_cache_that_can_only_be_read_is_read(tmp_path: Path) -> None:
    cache = CacheFolder(tmp_path, "slides")
    path = _write(cache, A, "")
    (tmp_path / "owners.sqlite").mkdir()  # which no database can be
    with working_for("p"):
        assert cache.find(A) == path
