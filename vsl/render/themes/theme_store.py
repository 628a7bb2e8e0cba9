"""The store of themes: the built-in ones, and the user's own as files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from vsl.basics.files import write_atomically
from vsl.basics.json_codec import to_plain
from vsl.basics.strict_json import parse_json
from vsl.errors import BadInput, Conflict, NotFound
from vsl.model.appearance import Theme
from vsl.model.document import read_theme
from vsl.render.assets.store import AssetStore
from vsl.render.assets.stored_names import bind_theme
from vsl.render.themes.brand_kit import usable
from vsl.render.themes.catalogue import THEMES

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class ThemeStore:
    """The built-in themes, and ``folder/<name>.json`` for each of the user's own."""

    folder: Path
    assets: AssetStore  # with the files of the user's themes

    def names(self) -> tuple[str, ...]:
        """Return the names of all themes, the built-in ones first."""
        files = sorted(path.stem for path in self.folder.glob("*.json"))
        return (*THEMES, *(name for name in files if _NAME.fullmatch(name) and name not in THEMES))

    def find(self, name: str) -> Theme:
        """Return the theme called ``name``, or the one that ``name`` describes as JSON.

        Raises:
            BadInput: there is none, or it is damaged; the message says which.
        """
        if name in THEMES:
            return THEMES[name]
        try:
            if name.startswith("{"):
                return self._read(name, "The theme")
            if _NAME.fullmatch(name):
                return self._read(self._path(name).read_bytes(), f"The theme {name}")
        except FileNotFoundError:
            pass
        except OSError as error:
            raise BadInput(f"The theme {name[:40]!r} can't be read; add it again.") from error
        choices = ", ".join(self.names())
        raise BadInput(f"There is no theme {name[:40]!r}; choose one of {choices}.")

    def as_found_anywhere(self, name: str) -> str:
        """Return a built-in theme's name, or a user's theme as JSON, valid on any machine."""
        return name if name in THEMES else json.dumps(to_plain(self.find(name)))

    def keep(self, theme: Theme) -> None:
        """Save a user's theme under its name, replacing an earlier one.

        Raises:
            BadInput: the name is not valid in file names and command lines.
            Conflict: a built-in theme has the name.
        """
        if not _NAME.fullmatch(theme.name):
            raise BadInput(
                f"{theme.name[:40]!r} can't be the name of a theme; "
                "use small letters, figures and hyphens, at most 40."
            )
        if theme.name in THEMES:
            raise Conflict(f"{theme.name!r} is a theme that comes with VSL; choose another name.")
        text = json.dumps(to_plain(theme), ensure_ascii=False, indent=1)
        write_atomically(self._path(theme.name), text + "\n")

    def remove(self, name: str) -> None:
        """Delete a user's theme; decks that use it keep their look.

        Raises:
            NotFound: there is none.
            Conflict: it is built in.
        """
        if name in THEMES:
            raise Conflict(f"{name!r} comes with VSL and stays.")
        if not _NAME.fullmatch(name) or not self._path(name).is_file():
            raise NotFound(f"There is no theme {name[:40]!r} of your own.")
        self._path(name).unlink(missing_ok=True)

    def _read(self, text: str | bytes, source: str) -> Theme:
        return usable(bind_theme(read_theme(parse_json(text, source)), self.assets))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"
