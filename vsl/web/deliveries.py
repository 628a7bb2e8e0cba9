"""/api/projects/<id>/deliveries: webhook messages about its jobs, and the receivers' answers."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint

from vsl.bootstrap import Services
from vsl.jobs.webhooks.outbox import Delivery, Outbox
from vsl.web.serialisers import Json
from vsl.web.services import current_services

blueprint = Blueprint("deliveries", __name__, url_prefix="/api/projects/<project_id>/deliveries")

_MOST = 100


@blueprint.get("")
def index(project_id: str) -> Json:
    """Return the latest messages about the project's jobs, newest first."""
    services = current_services()
    services.projects.get(project_id)
    deliveries = Outbox(services.projects.engine).of_project(project_id, most=_MOST)
    return {"deliveries": [_delivery_json(services, delivery) for delivery in deliveries]}


def _delivery_json(services: Services, delivery: Delivery) -> Json:
    receiver = urlsplit(services.seal.open(delivery.url)).hostname
    return {
        "id": delivery.id,
        "job": delivery.task,
        "receiver": receiver,  # the rest of an address may be a secret
        "state": delivery.state,
        "tries": delivery.tries,
        "answer": delivery.outcome or None,
        "created": delivery.created,
        "next_try": delivery.not_before if delivery.state == "waiting" else None,
    }
