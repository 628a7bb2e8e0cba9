"""A cache of loaded models of all engines, least recently used out first, emptied when idle.

A loader and its arguments go in, a loaded model comes out. The choice of a model and the source of
its weights are decided elsewhere.
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
    """The models of all engines that one process keeps loaded."""

    def __init__(self, idle_s: float = MODEL_IDLE_S) -> None:
        """Create a cache that is emptied ``idle_s`` seconds after the last request."""
        self.idle = IdleTimer(idle_s, self.release)
        self.loading_s = 0.0  # seconds that this process has spent loading
        self._lock = Lock()  # lru_cache alone loads twice for two simultaneous calls
        self._size = 0
        self._kept = lru_cache(maxsize=1)(self._load)

    def get(
        self, load: Callable[P, Model], size: int, /, *args: P.args, **fields: P.kwargs
    ) -> Model:
        """Return what ``load`` returns for these hashable arguments, loaded once.

        Args:
            size: how many models stay loaded, including those of other engines.
        """
        with self._lock:
            self.idle.restart()
            if size != self._size:
                self._size, self._kept = size, lru_cache(maxsize=size)(self._load)
            model: Model = self._kept(load, args, tuple(sorted(fields.items())))
            return model

    def release(self) -> None:
        """Drop all models and free the GPU's memory; a model in use stays until its work ends."""
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
"""The cache of this process."""
