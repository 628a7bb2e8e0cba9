"""/api/projects/<id>/deliveries: webhook messages about its jobs, and the receivers' answers."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint

from vsl.jobs.webhooks.outbox import Delivery, Outbox
from vsl.web.serialisers import Json
from vsl.web.services import current_services

blueprint = Blueprint("deliveries", __name__, url_prefix="/api/projects/<project_id>/deliveries")

_MOST = 100


@blueprint.get("")
def index(project_id: str) -> Json:
    """Return the latest messages about the project's jobs, newest first."""
    projects = current_services().projects
    projects.get(project_id)
    deliveries = Outbox(projects.engine).of_project(project_id, most=_MOST)
    return {"deliveries": list(map(_delivery_json, deliveries))}


def _delivery_json(delivery: Delivery) -> Json:
    return {
        "id": delivery.id,
        "job": delivery.task,
        "receiver": urlsplit(delivery.url).hostname,  # the rest of an address may be a secret
        "state": delivery.state,
        "tries": delivery.tries,
        "answer": delivery.outcome or None,
        "created": delivery.created,
        "next_try": delivery.not_before if delivery.state == "waiting" else None,
    }
