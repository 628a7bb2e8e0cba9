"""/api/themes and /api/assets: the looks there are, as pictures; a user's own, with their files."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

from flask import Blueprint, Response, request, send_file
from flask.typing import ResponseReturnValue

from vsl.basics.json_codec import to_plain
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
from vsl.web.create_project import FORM_BYTES
from vsl.web.serialisers import Json
from vsl.web.services import current_services

blueprint = Blueprint("themes", __name__, url_prefix="/api")

PREVIEW = Still("The one thing\nthey never\ntold you", (Emphasis(4, "power"),), progress=0.4)
"""What the picture of a look shows: an ordinary slide, with a word that stands out."""

_PREVIEW_WIDTH_PX = 480
_YEAR_S = 365 * 24 * 3600


@blueprint.get("/themes")
def index() -> Json:
    """Every look, the finished ones first."""
    return {"themes": [theme_json(theme) for theme in all_themes(current_services())]}


@blueprint.get("/themes/<name>.png")
def preview(name: str) -> Response:
    """A slide in that look; its address changes with the look, so that it may be kept for ever."""
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
    theme = read_kit(_read_kit(), _files(), services.assets)
    services.themes.keep(theme)
    return theme_json(theme), 201


@blueprint.delete("/themes/<name>")
def remove(name: str) -> ResponseReturnValue:
    """Forget a look of the user's; decks that wear it keep it."""
    current_services().themes.remove(name)
    return "", 204


@blueprint.post("/assets")
def keep() -> ResponseReturnValue:
    """Keep an image, a font or a sound; a look names it by the hash in the answer."""
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
    """Every look that can be worn; files that somebody damaged are left out."""
    found = []
    for name in services.themes.names():
        try:
            found.append(services.themes.find(name))
        except BadInput:
            continue
    return found


def theme_json(theme: Theme) -> Json:
    """A look for people (``title``, ``preview``, ``notes``) and for programs (``theme``)."""
    own = theme.name not in THEMES
    return {
        "name": theme.name,
        "title": title_of(theme),
        "own": own,
        "preview": preview_url(theme),
        "notes": list(doubts(theme)) if own else [],
        "theme": to_plain(theme),
    }


def title_of(theme: Theme) -> str:
    """A theme's name as people write names."""
    return theme.name.replace("-", " ").capitalize()


def preview_url(theme: Theme) -> str:
    """The address of a look's picture."""
    return f"/api/themes/{theme.name}.png?look={_key(_example_size(theme))}"


def _example_size(theme: Theme) -> Theme:
    return resize_theme(theme, 1920, 1080)


def _key(theme: Theme) -> str:
    return image_key(PREVIEW, theme)


def _read_kit() -> Any:
    try:
        if request.is_json:
            return request.get_json()
        sent = request.files.get("theme")
        return json.loads(sent.stream.read() if sent else request.form.get("theme") or "null")
    except (ValueError, RecursionError) as error:
        raise BadInput(f"The brand kit is not JSON: {error}.") from error


def _files() -> Files:
    """Gives the files of this request by the last part of their names."""
    sent = [] if request.is_json else [file for _, file in request.files.items(multi=True)]
    by_name = {_last_part(file.filename or ""): file for file in sent}

    def content(name: str) -> bytes:
        file = by_name.get(_last_part(name))
        if file is None:
            raise BadInput(f"No file {name[:80]!r} was sent; send it with the kit.")
        file.stream.seek(0)
        return file.stream.read()

    return content


def _last_part(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name
