"""/api/projects/<id>/variants: one export for each combination of themes, sizes and formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from vsl.bootstrap import Services
from vsl.errors import BadInput, Conflict
from vsl.store.projects import ExportRow
from vsl.web.decks import open_project
from vsl.web.json_body import read_object
from vsl.web.serialisers import Json, parse_export
from vsl.web.services import current_services
from vsl.web.start_jobs import start_exports
from vsl.workflows.make_variants import Axes, Variant, combinations
from vsl.workflows.replace_intro import Take

blueprint = Blueprint("variants", __name__, url_prefix="/api/projects/<project_id>/variants")

_AXES = ("themes", "sizes", "formats")
_MOST = 100  # exports of one request


@blueprint.post("")
def create(project_id: str) -> ResponseReturnValue:
    """Start writing each combination of themes and sizes in each of the formats."""
    services = current_services()
    body = read_object()
    themes, sizes, formats = (_read_list(body, name) for name in _AXES)
    variants = _read_variants(services, project_id, themes, sizes)
    shared = {name: value for name, value in body.items() if name not in _AXES}
    exports = [parse_export({**shared, "format": format}) for format in formats or ("mp4",)]
    if len(variants) * len(exports) > _MOST:
        raise BadInput(f"Those are {len(variants) * len(exports)} files; ask for at most {_MOST}.")
    chosen = [(variant, *export) for variant in variants for export in exports]
    rows = [
        (format, {**options, **_appearance(services, variant)})
        for variant, format, options in chosen
    ]
    started = start_exports(services, project_id, rows)
    return {
        "variants": [
            {
                **asdict(ids),
                "name": variant.name,
                "format": format,
                **_variant_json(variant),
            }
            for ids, (variant, format, _) in zip(started, chosen, strict=True)
        ]
    }, 202


@blueprint.get("")
def index(project_id: str) -> Json:
    """Return the project's variants, oldest first."""
    services = current_services()
    services.projects.get(project_id)
    rows = services.projects.exports(project_id)
    return {"variants": [_export_json(services, row) for row in rows if row.options.get("variant")]}


def _read_variants(
    services: Services, project_id: str, themes: Sequence[str], sizes: Sequence[str]
) -> tuple[Variant, ...]:
    if not themes and not sizes:
        raise BadInput('Send themes, sizes or both: {"themes": ["night"], "sizes": ["9:16"]}.')
    found_themes = tuple(services.themes.find(name) for name in themes)
    if not services.projects.get(project_id).version:
        raise Conflict("There are no slides to export yet: wait until the recording is heard.")
    project = open_project(services, project_id)
    take = Take(project.transcript.language, project)
    return combinations("", Axes((take,), found_themes, tuple(sizes)))


def _appearance(services: Services, variant: Variant) -> dict[str, str]:
    theme = services.themes.as_found_anywhere(variant.look.name) if variant.look else ""
    return {"variant": variant.name, "theme": theme, "size": variant.size}


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


def _read_list(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = body.get(name, [])
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise BadInput(f'Send {name} as a list of names, such as "{name}": ["…"].')
    if len(values) > _MOST:
        raise BadInput(f"Those are {len(values)} {name}; ask for at most {_MOST}.")
    return tuple(dict.fromkeys(values))
