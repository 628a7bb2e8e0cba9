"""Names of a theme's files that find their files: the SHA-256, bound to a store.

Themes hold names, not paths, so that they are equal and saved alike on every machine. Drawing takes
a theme whose names are bound; a name that is not bound finds nothing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from vsl.errors import NotFound
from vsl.model.appearance import Backdrop, Logo, Staging, Theme
from vsl.model.project import Project
from vsl.render.assets.store import AssetStore, is_sha256, missing_file

_Look = TypeVar("_Look", bound=Theme)


class StoredName(str):
    """The SHA-256 of a file in ``store``; as text it is like any other."""

    store: AssetStore

    def __new__(cls, sha256: str, store: AssetStore) -> StoredName:
        """Return the name, equal to ``sha256``."""
        name = super().__new__(cls, sha256)
        name.store = store
        return name

    def __getnewargs__(self) -> tuple[str, AssetStore]:  # type: ignore[override] # for pickle
        """Return the arguments that make an equal name."""
        return str(self), self.store


def find_asset(name: str, kind: str = "file") -> Path:
    """Return the path of the file with that name.

    Args:
        kind: what messages call it.
    Raises:
        NotFound: the name is not bound to a store, or its store lacks the file.
    """
    if not isinstance(name, StoredName):
        raise missing_file(name, kind)
    try:
        return name.store.path(name)
    except NotFound as error:
        raise missing_file(name, kind) from error


def bind_theme(theme: _Look, store: AssetStore) -> _Look:
    """Return ``theme`` with its font and images bound to ``store``; it equals ``theme``."""
    font, backdrop, logo = theme.font, theme.backdrop, theme.logo
    sections = (
        replace(each, backdrop=_bind_image(each.backdrop, store)) if each.backdrop else each
        for each in theme.sections
    )
    return replace(
        theme,
        font=StoredName(font, store) if is_sha256(font) else font,
        backdrop=backdrop and _bind_image(backdrop, store),
        logo=logo and _bind_image(logo, store),
        sections=tuple(sections),
    )


def bind_staging(staging: Staging, store: AssetStore) -> Staging:
    """Return ``staging`` with its music bound to ``store``; it equals ``staging``."""
    music = staging.music
    bound = music and replace(music, sound=StoredName(music.sound, store))
    return replace(staging, music=bound)


def bind_project(project: Project, store: AssetStore) -> Project:
    """Return ``project`` with all files of its theme and staging bound to ``store``."""
    deck = project.deck
    theme, staging = bind_theme(deck.theme, store), bind_staging(deck.staging, store)
    return replace(project, deck=replace(deck, theme=theme, staging=staging))


_Image = TypeVar("_Image", Backdrop, Logo)


def _bind_image(owner: _Image, store: AssetStore) -> _Image:
    return replace(owner, image=StoredName(owner.image, store))
