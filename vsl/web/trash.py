"""/api/trash: the projects that were deleted; take them back, or delete them for good."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from vsl.store.projects import ProjectRow
from vsl.web.serialisers import Json
from vsl.web.services import current_services

blueprint = Blueprint("trash", __name__, url_prefix="/api/trash")

_DAY_S = 86_400.0


@blueprint.get("")
def index() -> Json:
    """Return the deleted projects that can be taken back, the last deleted first."""
    services = current_services()
    keep_s = services.settings.trash_days * _DAY_S
    return {"projects": [_project_json(row, keep_s) for row in services.trash.rows()]}


@blueprint.post("/<project_id>/restore")
def restore(project_id: str) -> ResponseReturnValue:
    """Take a project back; its slides, versions and exports are as they were."""
    current_services().restore_project(project_id)
    return "", 204


@blueprint.delete("/<project_id>")
def erase(project_id: str) -> ResponseReturnValue:
    """Delete a project in the trash for good, with all that belongs to it alone."""
    services = current_services()
    services.trash.find(project_id)
    services.deletion.erase(project_id)
    return "", 204


def _project_json(row: ProjectRow, keep_s: float) -> Json:
    deleted = row.deleted or 0.0
    return {
        "id": row.id,
        "name": row.name,
        "created": row.created,
        "deleted": deleted,
        "gone_after": deleted + keep_s,
    }
