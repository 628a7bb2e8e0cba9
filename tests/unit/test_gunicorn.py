"""The settings of the production server fit the studio's own limits and gunicorn's."""

from __future__ import annotations

import inspect
import os
import resource
import runpy
from pathlib import Path
from typing import Any

import pytest
from gunicorn.config import Config

from vsl.jobs.event_feed import EventFeed
from vsl.ops.system import usable_cores
from vsl.web import events
from vsl.web.line_worker import LineWorker

ROOT = Path(__file__).parents[2]
CONF = ROOT / "vsl" / "web" / "gunicorn_settings.py"


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    return runpy.run_path(str(CONF))


@pytest.fixture(scope="module")
def config(settings: dict[str, Any]) -> Config:
    """What gunicorn makes of them; it refuses values that it does not know."""
    config = Config()
    for name in settings.keys() & config.settings.keys():
        config.set(name, settings[name])
    return config


def test_workers_go_by_cores(config: Config) -> None:
    assert 2 <= config.workers <= max(2, usable_cores())


def test_requests_have_threads_however_many_listen(config: Config) -> None:
    listeners = inspect.signature(EventFeed).parameters["most"].default
    assert config.worker_class is LineWorker
    assert config.threads + listeners <= config.worker_connections
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= config.worker_connections


def test_streams_end_before_a_worker_that_leaves_is_killed(config: Config) -> None:
    assert config.graceful_timeout > events._LONGEST_S


def test_workers_are_renewed_one_after_the_other(config: Config) -> None:
    assert 0 < config.max_requests_jitter < config.max_requests


def test_nothing_listens_but_the_studio_and_no_connection_crosses_a_fork(config: Config) -> None:
    assert config.control_socket_disable
    assert not config.preload_app


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no file system in memory here")
def test_heartbeats_go_to_memory(config: Config) -> None:
    assert config.worker_tmp_dir == "/dev/shm"


@pytest.mark.parametrize(
    ("key", "host", "expected"),
    [
        ("", "", "127.0.0.1"),
        ("a key of some length", "", "0.0.0.0"),
        ("a key of some length", "10.0.0.7", "10.0.0.7"),
    ],
)
def test_the_address_comes_from_the_environment(
    key: str, host: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("API_KEY", key), ("HOST", host), ("PORT", "8123")):
        monkeypatch.setitem(os.environ, name, value)
    assert runpy.run_path(str(CONF))["bind"] == f"{expected}:8123"


def test_the_file_of_the_checkout_has_the_settings_of_the_package(settings: dict[str, Any]) -> None:
    given = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    for name in settings.keys() & Config().settings.keys():
        assert callable(given[name]) or given[name] == settings[name]
