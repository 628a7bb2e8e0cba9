"""The page's own linters, types and tests, run by its own tools."""

from __future__ import annotations

from pathlib import Path

import pytest

import hatch_build
from scripts.page_types import TYPES, write_types


@pytest.mark.parametrize("script", ["lint", "test"])
def test_the_pages_sources_pass_their_own(script: str) -> None:
    hatch_build.run_script(script)


def test_the_pages_types_are_those_of_the_servers_schemas(tmp_path: Path) -> None:
    fresh = tmp_path / "schema.ts"
    write_types(fresh)
    is_equal = fresh.read_text(encoding="utf-8") == TYPES.read_text(encoding="utf-8")
    assert is_equal, "frontend/src/schema.ts is not what the schemas say: run make types."
