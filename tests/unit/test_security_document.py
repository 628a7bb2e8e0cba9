"""What SECURITY.md promises is held by tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "SECURITY.md").read_text()
_AREAS = 17  # chapters of ASVS 5.0


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", DOCUMENT)
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_area_is_tested_or_not_used_or_open() -> None:
    rows = re.findall(r"^\| (V\d+.*?) \| (.*) \| (.*?) ?\|$", DOCUMENT, re.M)
    areas = [int(number) for name, _, _ in rows for number in re.findall(r"V(\d+)", name)]
    assert areas == list(range(1, _AREAS + 1))
    for name, holds, tests in rows:
        assert tests or holds == "Not used", name
