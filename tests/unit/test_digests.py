from __future__ import annotations

import hashlib
from pathlib import Path

from vsl.store.digests import Digests, RunningDigest

CONTENT = bytes(range(256)) * 9000  # more than two blocks


def test_only_what_is_not_known_yet_is_read(tmp_path: Path) -> None:
    digests, path = Digests(), tmp_path / "growing"
    path.write_bytes(CONTENT)
    with path.open("rb", buffering=0) as file:
        digests.keep("a", digests.upto("a", file, 1000))
    path.write_bytes(b"?" * 1000 + CONTENT[1000:])
    with path.open("rb", buffering=0) as file:
        whole = digests.upto("a", file, len(CONTENT))
        fresh = digests.upto("b", file, len(CONTENT))
        assert file.tell() == 0
    assert whole.size_bytes == len(CONTENT)
    assert whole.hexdigest() == hashlib.sha256(CONTENT).hexdigest()
    assert fresh.hexdigest() != whole.hexdigest()


def test_a_file_that_became_shorter_is_hashed_from_its_beginning(tmp_path: Path) -> None:
    digests, path = Digests(), tmp_path / "growing"
    path.write_bytes(b"new")
    long = RunningDigest()
    long.update(b"older and longer")
    digests.keep("a", long)
    with path.open("rb") as file:
        assert digests.upto("a", file, 3).hexdigest() == hashlib.sha256(b"new").hexdigest()


def test_a_copy_goes_its_own_way() -> None:
    first = RunningDigest()
    first.update(b"ab")
    twin = first.copy()
    twin.update(b"c")
    assert (first.size_bytes, twin.size_bytes) == (2, 3)
    assert first.hexdigest() == hashlib.sha256(b"ab").hexdigest()


def test_the_oldest_is_forgotten_first(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    digests = Digests(most=2)
    known = RunningDigest()
    known.update(b"x")
    with path.open("rb") as file:
        for name in ("a", "b", "a", "c"):
            digests.keep(name, known)
        sizes = [digests.upto(name, file, 1).size_bytes for name in ("a", "b", "c")]
        digests.forget("a")
        assert (sizes, digests.upto("a", file, 1).size_bytes) == ([1, 0, 1], 0)
