"""Secrets are sealed with the instance's key, which its owner alone can read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vsl.basics.sealing import KEY_FILE, Seal, WrongKey, is_sealed, read_instance_key

SECRET = "whsec_" + "A" * 32


def test_a_sealed_text_does_not_tell_and_opens_again() -> None:
    seal = Seal("k" * 32)
    sealed = seal.close(SECRET)
    assert is_sealed(sealed)
    assert SECRET not in sealed
    assert seal.close(sealed) == sealed
    assert seal.open(sealed) == SECRET
    assert seal.close("") == ""


def test_another_key_is_told_with_its_cure() -> None:
    with pytest.raises(WrongKey, match="ENCRYPTION_KEY"):
        Seal("x" * 32).open(Seal("k" * 32).close(SECRET))


def test_all_who_start_at_once_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(read_instance_key, [tmp_path] * 32))
    assert len(keys) == 1
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
