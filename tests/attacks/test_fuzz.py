"""A short run of the fuzzer: every reader answers a few hundred mutated files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attacks.fuzz import TARGETS, fuzz


@pytest.mark.parametrize("kind", TARGETS)
def test_no_mutated_file_breaks_a_reader(kind: str, tmp_path: Path) -> None:
    seen = fuzz(kind, seed=20, folder=tmp_path, rounds=300)
    assert not [what for what in seen if what.startswith("BROKEN")]
    assert seen["read"] + seen["BadInput"] > 0
