"""Fixtures shared by all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import postgres_server
from tests.s3 import s3_server

# `make test` answers soon, `make check` looks harder, `exhaustive` hunts. No example is timed.
settings.register_profile("quick", max_examples=40, deadline=None)
settings.register_profile("thorough", max_examples=100, deadline=None)
settings.register_profile("exhaustive", max_examples=3000, deadline=None)
settings.load_profile("quick")

_SPEECH = Path(__file__).parents[2] / "shared" / "speech"


@pytest.fixture(scope="session")
def speech() -> Path:
    """The folder of real recordings with reference texts; without it a test is skipped."""
    if not _SPEECH.is_dir():
        pytest.skip("needs the recordings at ../shared/speech beside the checkout")
    return _SPEECH


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server; without one a test is skipped."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """An S3-compatible server; without one a test is skipped."""
    with s3_server() as address:
        yield address
