"""Whisper models are loaded once, and let go when nobody asks for them."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from vsl.speech.idle_timer import IdleTimer
from vsl.speech.model_cache import MODELS
from vsl.speech.whisper import models
from vsl.speech.whisper.models import get_whisper_model, release_memory


class _Model:
    """Stands for a model."""


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the models that were loaded, in order."""
    found: list[str] = []

    def load(name: str, _device: str) -> Any:
        found.append(name)
        Event().wait(0.02)  # long enough for all others to ask meanwhile
        return _Model()

    monkeypatch.setattr(models, "_load_whisper_model", load)
    release_memory()
    yield found
    release_memory()


def test_ten_that_ask_at_once_share_one_load(loads: list[str]) -> None:
    with ThreadPoolExecutor(10) as pool:
        models = list(pool.map(lambda _: get_whisper_model("tiny", "cpu"), range(10)))
    assert loads == ["tiny"]
    assert len(set(map(id, models))) == 1


def test_as_many_models_are_kept_as_the_setting_says(loads: list[str]) -> None:
    for name in ("tiny", "base", "tiny", "small", "base"):
        get_whisper_model(name, "cpu", cache_size=2)
    assert loads == ["tiny", "base", "small", "base"]


def test_engines_share_the_room(loads: list[str]) -> None:
    def load_other(name: str) -> _Model:
        loads.append(f"other {name}")
        return _Model()

    for _ in range(2):
        get_whisper_model("tiny", "cpu", cache_size=2)
        MODELS.get(load_other, 2, "tiny")
    assert loads == ["tiny", "other tiny"]
    MODELS.get(load_other, 2, "base")
    get_whisper_model("tiny", "cpu", cache_size=2)
    assert loads == ["tiny", "other tiny", "other base", "tiny"]


def test_the_time_that_loading_takes_is_known(loads: list[str]) -> None:
    before_s = MODELS.loading_s
    get_whisper_model("tiny", "cpu")
    loading_s = MODELS.loading_s - before_s
    assert loading_s >= 0.02
    get_whisper_model("tiny", "cpu")
    assert MODELS.loading_s - before_s == loading_s


def test_released_models_leave_memory(loads: list[str]) -> None:
    model = weakref.ref(get_whisper_model("tiny", "cpu"))
    assert model()
    release_memory()
    gc.collect()
    assert model() is None
    get_whisper_model("tiny", "cpu")
    assert loads == ["tiny", "tiny"]


def test_a_model_that_nobody_asks_for_is_let_go(
    loads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Event()

    def release() -> None:
        release_memory()
        gone.set()

    monkeypatch.setattr(MODELS, "idle", IdleTimer(0.05, release))
    model = weakref.ref(get_whisper_model("tiny", "cpu"))
    assert gone.wait(5)
    gc.collect()
    assert model() is None
    assert loads == ["tiny"]
