"""/health: for people, monitors and balancers. 503 means that the machine cannot work."""

from __future__ import annotations

import time
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

import vsl
from vsl.bootstrap import Services
from vsl.media.sandbox import protection
from vsl.ops.health import DOWN, Health
from vsl.speech import weights


def health_blueprint(services: Services) -> Blueprint:
    """The page that says how the machine is."""
    blueprint, started = Blueprint("health", __name__), time.monotonic()
    health = Health(
        services.settings.instance_dir,
        caches=services.caches.values(),
        metrics=services.metrics,
        count_tasks=services.tasks.counts,
    )

    @blueprint.get("/health")
    def show() -> ResponseReturnValue:
        report = health.report()
        about = {
            "version": vsl.__version__,
            "uptime_s": round(time.monotonic() - started),
            "engines": _engines(services.settings.whisper_model),
            "protection": asdict(protection()),
        }
        return {**report, **about}, 503 if report["status"] == DOWN else 200

    return blueprint


def _engines(whisper_model: str) -> dict[str, dict[str, Any]]:
    """Which engines can listen at once, and what the others lack."""
    return {
        "whisper": _engine(
            weights.at_hand(whisper_model),
            f"The weights of the model {whisper_model} are not on this machine.",
        ),
        "sphinx": _engine(find_spec("pocketsphinx") is not None, "pocketsphinx is missing."),
    }


def _engine(available: bool, otherwise: str) -> dict[str, Any]:
    return {"available": available, "reason": None if available else otherwise}
