"""/health for people and monitors (503: the machine cannot work); /health/live and /ready: probes.

Only /ready queries the database: restarting a process does not help when the database is down.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

import vsl
from vsl.bootstrap import Services
from vsl.media.sandbox import protection
from vsl.ops.health import DOWN, Health
from vsl.settings import Settings
from vsl.speech.engine_info import list_engines
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.web.access import has_access


def health_blueprint(services: Services) -> Blueprint:
    """Return the blueprint of the health endpoints."""
    blueprint, started = Blueprint("health", __name__), time.monotonic()
    health = Health(
        services.settings.instance_dir,
        caches=services.caches.values(),
        metrics=services.metrics,
        count_tasks=services.tasks.counts,
        writes_to=(services.settings.instance_dir, services.settings.cache_dir),
    )

    @blueprint.get("/health/live")
    def live() -> ResponseReturnValue:
        """Answer while this process serves, whatever the machine's state."""
        return "", 204

    @blueprint.get("/ready")
    def ready() -> ResponseReturnValue:
        """Return whether this process can take work; 503 if it can't."""
        if services.events.is_closed:
            return {"status": DOWN, "problems": ["This process is leaving: ask another."]}, 503
        report = health.report()
        names = ("status", "problems") if has_access() else ("status",)
        return {name: report[name] for name in names}, _status(report)

    @blueprint.get("/health")
    def show() -> ResponseReturnValue:
        """Return memory, CPU, disk, caches, queue and engines; 503 if the machine can't work."""
        report = health.report()
        if not has_access():  # paths, versions and figures are for those who know the key
            return {"status": report["status"]}, _status(report)
        about = {
            "version": vsl.__version__,
            "uptime_s": round(time.monotonic() - started),
            "engines": _engines(services.settings),
            "protection": asdict(protection()),
        }
        return {**report, **about}, _status(report)

    return blueprint


def _status(report: Mapping[str, Any]) -> int:
    return 503 if report["status"] == DOWN else 200


def _engines(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return which engines can transcribe at once, and what the others lack."""
    engines = list_engines(
        OpenAiAccess.from_settings(settings), settings.whisper_model, settings.parakeet_model
    )
    reasons = {engine.name: engine.missing or engine.awaits for engine in engines}
    return {
        name: {"available": not reason, "reason": reason or None}
        for name, reason in reasons.items()
    }
