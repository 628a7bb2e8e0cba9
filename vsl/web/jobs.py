"""/api/jobs: the progress of a job, and its cancellation."""

from __future__ import annotations

from flask import Blueprint

from vsl.jobs.task import TaskView
from vsl.web.serialisers import Json, job_json
from vsl.web.services import current_services

blueprint = Blueprint("jobs", __name__, url_prefix="/api/jobs")


@blueprint.get("/<job_id>")
def show(job_id: str) -> Json:
    """Return the job's state, stage, percentage and time left."""
    return _task_json(current_services().tasks.get(job_id))


@blueprint.post("/<job_id>/cancel")
def cancel(job_id: str) -> Json:
    """Ask the job to stop; a job that has ended stays as it is."""
    return _task_json(current_services().tasks.cancel(job_id))


def _task_json(task: TaskView) -> Json:
    is_queued = task.state == "queued"
    return job_json(task, ahead=current_services().tasks.ahead_of(task.id) if is_queued else None)
