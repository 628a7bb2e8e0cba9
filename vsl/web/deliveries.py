"""/api/projects/<id>/deliveries: what other programs were told of its jobs, and what they said."""

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
    """The latest messages about the project's jobs, newest first."""
    projects = current_services().projects
    projects.get(project_id)
    sent = Outbox(projects.engine).of_project(project_id, most=_MOST)
    return {"deliveries": list(map(_delivery_json, sent))}


def _delivery_json(sent: Delivery) -> Json:
    return {
        "id": sent.id,
        "job": sent.task,
        "receiver": urlsplit(sent.url).hostname,  # the rest of an address may be a secret
        "state": sent.state,
        "tries": sent.tries,
        "answer": sent.told or None,
        "created": sent.created,
        "next_try": sent.not_before if sent.state == "waiting" else None,
    }
