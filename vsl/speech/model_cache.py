"""Loaded models of all engines: loaded once, the least recently used let go, all let go when idle.

A loader and what it is called with flow in, a loaded model flows out. Never here: which model
suits, or where its weights come from.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Hashable
from functools import lru_cache
from threading import Lock
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

from vsl.speech.idle_timer import MODEL_IDLE_S, IdleTimer

P = ParamSpec("P")
Model = TypeVar("Model")


class ModelCache:
    """The models that one process keeps loaded, whichever engines they belong to."""

    def __init__(self, idle_s: float = MODEL_IDLE_S) -> None:
        """Let go of everything ``idle_s`` seconds after a model was last asked for."""
        self.idle = IdleTimer(idle_s, self.release)
        self.loading_s = 0.0  # seconds that this process has spent loading
        self._lock = Lock()  # lru_cache alone loads twice when two ask at once
        self._size = 0
        self._kept = lru_cache(maxsize=1)(self._load)

    def get(
        self, load: Callable[P, Model], size: int, /, *args: P.args, **fields: P.kwargs
    ) -> Model:
        """What ``load`` returns for these arguments, which are hashable; loaded once.

        Args:
            size: how many models stay loaded, those of other engines included.
        """
        with self._lock:
            self.idle.restart()
            if size != self._size:
                self._size, self._kept = size, lru_cache(maxsize=size)(self._load)
            model: Model = self._kept(load, args, tuple(sorted(fields.items())))
            return model

    def release(self) -> None:
        """Let go of all models, and give the GPU's memory back; who works with one keeps it."""
        with self._lock:
            self.idle.stop()
            self._kept.cache_clear()
        gc.collect()
        if (torch := sys.modules.get("torch")) and torch.cuda.is_initialized():
            torch.cuda.empty_cache()

    def _load(
        self,
        load: Callable[..., Any],
        args: tuple[Hashable, ...],
        fields: tuple[tuple[str, Hashable], ...],
    ) -> Any:
        start = perf_counter()
        try:
            return load(*args, **dict(fields))
        finally:
            self.loading_s += perf_counter() - start


MODELS = ModelCache()
"""The one cache of this process."""
