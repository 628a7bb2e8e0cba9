"""The page's own types and unit tests, run by its own tools."""

from __future__ import annotations

import pytest

import hatch_build


@pytest.mark.parametrize("script", ["lint", "test"])
def test_the_pages_sources_pass_their_own(script: str) -> None:
    hatch_build.run_script(script)
