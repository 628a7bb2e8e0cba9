"""/api/themes and /api/assets: list themes with previews; keep a user's themes and their files."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from flask import Blueprint, Response, request, send_file
from flask.typing import ResponseReturnValue

from vsl.basics.json_codec import to_plain
from vsl.basics.strict_json import parse_json
from vsl.bootstrap import Services
from vsl.errors import BadInput
from vsl.model.appearance import Theme
from vsl.model.project import Emphasis, Still
from vsl.render.assets.store import LIMITS_BYTES
from vsl.render.cache_key import image_key
from vsl.render.themes.brand_kit import MAX_KIT_BYTES, Files, read_kit
from vsl.render.themes.catalogue import THEMES
from vsl.render.themes.contrast import doubts
from vsl.render.themes.theme import resize_theme
from vsl.web.addresses import site_address
from vsl.web.create_project import FORM_BYTES
from vsl.web.json_body import read_json
from vsl.web.serialisers import Json
from vsl.web.services import current_services

blueprint = Blueprint("themes", __name__, url_prefix="/api")

PREVIEW = Still("The one thing\nthey never\ntold you", (Emphasis(4, "power"),), progress=0.4)
"""The slide in a theme's preview: an ordinary one with an emphasised word."""

_PREVIEW_WIDTH_PX = 480
_YEAR_S = 365 * 24 * 3600


@blueprint.get("/themes")
def index() -> Json:
    """Return all themes, the built-in ones first."""
    return {"themes": [theme_json(theme) for theme in all_themes(current_services())]}


@blueprint.get("/themes/<name>.png")
def preview(name: str) -> Response:
    """Return a slide in that theme; the URL changes with the theme, so it is cached for a year."""
    services = current_services()
    theme = _example_size(services.themes.find(name))
    picture = services.pictures.thumbnail(PREVIEW, theme, _PREVIEW_WIDTH_PX)
    response = send_file(picture.resolve(), mimetype="image/png", etag=_key(theme))
    if request.args.get("look") == _key(theme):
        response.cache_control.no_cache = None
        response.cache_control.max_age = _YEAR_S
        response.cache_control.immutable = True
    return response


@blueprint.post("/themes")
def create() -> ResponseReturnValue:
    """Keep a brand kit: JSON with data URIs, or a form with the kit in ``theme`` and its files."""
    services = current_services()
    request.max_content_length = MAX_KIT_BYTES + FORM_BYTES
    theme = read_kit(_read_kit(), _files_by_name(), services.assets)
    services.themes.keep(theme)
    return theme_json(theme), 201


@blueprint.delete("/themes/<name>")
def remove(name: str) -> ResponseReturnValue:
    """Delete a user's theme; decks that use it keep it."""
    current_services().themes.remove(name)
    return "", 204


@blueprint.post("/assets")
def keep() -> ResponseReturnValue:
    """Keep an image, a font or a sound; themes name it by the hash in the answer."""
    services = current_services()
    request.max_content_length = max(LIMITS_BYTES.values()) + FORM_BYTES
    kind, file = request.form.get("kind", "image"), request.files.get("file")
    if file is None or not file.filename:
        raise BadInput("Send a file in the field file, and its kind: image, font or sound.")
    file.stream.flush()
    path = Path(str(file.stream.name))
    if kind == "sound":
        services.probe(path)
    return {"sha256": services.assets.keep(path, kind), "kind": kind}, 201


def all_themes(services: Services) -> list[Theme]:
    """Return all themes that can be read; damaged files are left out."""
    themes = []
    for name in services.themes.names():
        try:
            themes.append(services.themes.find(name))
        except BadInput:
            continue
    return themes


def theme_json(theme: Theme) -> Json:
    """Return a theme for people (``title``, ``preview``, ``notes``), for programs (``theme``)."""
    is_custom = theme.name not in THEMES
    return {
        "name": theme.name,
        "title": title_of(theme),
        "own": is_custom,
        "preview": preview_url(theme),
        "notes": list(doubts(theme)) if is_custom else [],
        "theme": to_plain(theme),
    }


def title_of(theme: Theme) -> str:
    """Return a theme's name as a title."""
    return theme.name.replace("-", " ").capitalize()


def preview_url(theme: Theme) -> str:
    """Return the URL of a theme's preview."""
    look = _key(_example_size(theme))
    return site_address(f"/api/themes/{theme.name}.png?look={look}")


def _example_size(theme: Theme) -> Theme:
    return resize_theme(theme, 1920, 1080)


def _key(theme: Theme) -> str:
    return image_key(PREVIEW, theme)


def _read_kit() -> Any:
    if request.is_json:
        return read_json()
    file = request.files.get("theme")
    text = file.stream.read() if file else request.form.get("theme") or "null"
    return parse_json(text, "The brand kit")


def _files_by_name() -> Files:
    """Return a function that gives this request's files by the last part of their names."""
    files = [] if request.is_json else [file for _, file in request.files.items(multi=True)]
    by_name = {_last_part(file.filename or ""): file for file in files}

    def content(name: str) -> bytes:
        file = by_name.get(_last_part(name))
        if file is None:
            raise BadInput(f"No file {name[:80]!r} was sent; send it with the kit.")
        file.stream.seek(0)
        return file.stream.read()

    return content


def _last_part(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name
