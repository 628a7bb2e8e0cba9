"""/api/projects/<id>/variants: the same pitch in many looks and sizes, an export each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from vsl.bootstrap import Services
from vsl.errors import BadInput, Conflict
from vsl.store.projects import ExportRow
from vsl.web.decks import open_project
from vsl.web.serialisers import Json, parse_export
from vsl.web.services import current_services
from vsl.workflows.make_variants import Axes, Variant, combinations
from vsl.workflows.replace_intro import Take

blueprint = Blueprint("variants", __name__, url_prefix="/api/projects/<project_id>/variants")

_AXES = ("themes", "sizes", "formats")
_MOST = 100  # exports of one request


@blueprint.post("")
def create(project_id: str) -> ResponseReturnValue:
    """Start writing each combination of themes and sizes in each of the formats."""
    services = current_services()
    given = _read_body()
    themes, sizes, formats = (_read_list(given, name) for name in _AXES)
    chosen = _read_variants(services, project_id, themes, sizes)
    rest = {name: value for name, value in given.items() if name not in _AXES}
    orders = [parse_export({**rest, "format": format}) for format in formats or ("mp4",)]
    if len(chosen) * len(orders) > _MOST:
        raise BadInput(f"Those are {len(chosen) * len(orders)} files; ask for at most {_MOST}.")
    started = [
        _start_variant(services, project_id, variant, format, options)
        for variant in chosen
        for format, options in orders
    ]
    return {"variants": started}, 202


@blueprint.get("")
def index(project_id: str) -> Json:
    """Every variant that was asked for, oldest first."""
    services = current_services()
    services.projects.get(project_id)
    rows = services.projects.exports(project_id)
    return {"variants": [_export_json(services, row) for row in rows if row.options.get("variant")]}


def _read_variants(
    services: Services, project_id: str, themes: Sequence[str], sizes: Sequence[str]
) -> tuple[Variant, ...]:
    if not themes and not sizes:
        raise BadInput('Send themes, sizes or both: {"themes": ["night"], "sizes": ["9:16"]}.')
    looks = tuple(services.themes.find(name) for name in themes)
    if not services.projects.get(project_id).version:
        raise Conflict("There are no slides to export yet: wait until the recording is heard.")
    project = open_project(services, project_id)
    own = Take(project.transcript.language, project)
    return combinations("", Axes((own,), looks, tuple(sizes)))


def _start_variant(
    services: Services, project_id: str, variant: Variant, format: str, options: Mapping[str, str]
) -> Json:
    theme = services.themes.as_found_anywhere(variant.look.name) if variant.look else ""
    dress = {"variant": variant.name, "theme": theme, "size": variant.size}
    export = services.projects.add_export(project_id, format, {**options, **dress})
    job = services.tasks.submit("export", {"export": export}, project_id)
    return {
        "id": export,
        "job": job,
        "name": variant.name,
        "format": format,
        **_variant_json(variant),
    }


def _variant_json(variant: Variant) -> Json:
    theme = variant.theme
    return {"theme": theme.name, "width_px": theme.width_px, "height_px": theme.height_px}


def _export_json(services: Services, export: ExportRow) -> Json:
    finished = services.files.has_export(export.id, f".{export.format}")
    address = url_for("exports.download", export_id=export.id)
    return {
        "id": export.id,
        "name": export.options["variant"],
        "format": export.format,
        "size": export.options.get("size") or None,
        "created": export.created,
        "url": address if finished else None,
    }


def _read_body() -> Mapping[str, Any]:
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise BadInput("Send a JSON object, with the type application/json.")
    return given


def _read_list(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = given.get(name, [])
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise BadInput(f'Send {name} as a list of names, such as "{name}": ["…"].')
    if len(values) > _MOST:
        raise BadInput(f"Those are {len(values)} {name}; ask for at most {_MOST}.")
    return tuple(dict.fromkeys(values))
