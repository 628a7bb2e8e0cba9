"""Files that belong to looks (images, fonts, music), kept under the SHA-256 of their content.

Bytes of which nothing is known flow in, vetted files under ``<folder>/<aa>/<sha256>`` flow out.
What is kept is what vetting made of a file, not the file that came, so its hash may differ.

Drawing asks for files by their hashes in pure functions, and no path travels with a theme. So a
process tells once where to look, with ``look_in``; folders are only ever added, and since a hash
names one content, whichever folder has it has the right one.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vsl.basics.files import write_atomically
from vsl.errors import BadInput, NotFound, TooLarge
from vsl.render.assets.vetting import vet_file

LIMITS_BYTES = {"image": 30 << 20, "font": 20 << 20, "sound": 200 << 20}
"""The kinds of files, and how large one may be when it comes."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Shelf(Protocol):
    """Where several machines find each other's files; ``vsl.store.blob_store`` says it in full."""

    @property
    def staging_dir(self) -> Path:
        """The folder in which files that will be put here are best written."""

    def put(self, name: str, file: Path) -> None:
        """Keep ``file`` under ``name``, and take it away from where it is."""

    def local(self, name: str) -> Path:
        """The file on this machine's disk; raises NotFound."""


@dataclass(frozen=True, slots=True)
class AssetStore:
    """The vetted files below ``folder``, and those that other machines put on ``shelf``."""

    folder: Path
    shelf: Shelf | None = None  # None: this machine is alone

    def keep(self, source: bytes | Path, kind: str) -> str:
        """Vet a file and keep what came of it; its SHA-256.

        Args:
            kind: image, font, or sound. Sounds are kept as they come: have them probed before.
        Raises:
            BadInput: it is no file of that kind that slides can be made with.
            TooLarge: it is longer than files of its kind may be.
        """
        if kind not in LIMITS_BYTES:
            raise BadInput(f"{kind!r} is no kind of file; use one of {', '.join(LIMITS_BYTES)}.")
        content = _content(source, LIMITS_BYTES[kind], kind)
        kept = content if kind == "sound" else vet_file(content, kind)
        sha256 = hashlib.sha256(kept).hexdigest()
        target = self._path(sha256)
        if not target.is_file():
            write_atomically(target, kept)
            self._share(sha256, kept)
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the file of that hash is.

        Raises:
            NotFound: it is not kept here.
        """
        path = self._path(sha256)
        if is_sha256(sha256) and path.is_file():
            return path
        if is_sha256(sha256) and self.shelf:
            with suppress(NotFound):
                return self.shelf.local(_name(sha256))
        raise _missing_file(sha256)

    def _share(self, sha256: str, content: bytes) -> None:
        if self.shelf is None:
            return
        part = self.shelf.staging_dir / f".{secrets.token_hex(6)}.part"
        try:
            part.write_bytes(content)
            self.shelf.put(_name(sha256), part)
        finally:
            part.unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


_places: list[AssetStore] = []


def look_in(folder: Path, shelf: Shelf | None = None) -> None:
    """Have ``find`` search ``folder`` and ``shelf`` in this process from now on."""
    place = AssetStore(folder, shelf)
    _places[:] = [place, *(other for other in _places if other != place)]


def find(sha256: str, kind: str = "file") -> Path:
    """Where the file of that hash is, in any place that this process looks in.

    Args:
        kind: what a message calls it.
    Raises:
        NotFound: no place has it.
    """
    for place in _places:
        with suppress(NotFound):
            return place.path(sha256)
    raise _missing_file(sha256, kind)


def is_sha256(name: str) -> bool:
    """Whether ``name`` can name a kept file."""
    return _SHA256.fullmatch(name) is not None


def _missing_file(sha256: str, kind: str = "file") -> NotFound:
    return NotFound(f"The {kind} {sha256[:12]} of this look is not here: add it again.")


def _name(sha256: str) -> str:
    return f"assets/{sha256[:2]}/{sha256}"


def _content(source: bytes | Path, limit_bytes: int, kind: str) -> bytes:
    content = source if isinstance(source, bytes) else _read(source, limit_bytes + 1)
    if len(content) > limit_bytes:
        raise TooLarge(f"The {kind} is larger than {limit_bytes >> 20} MB; send a smaller one.")
    return content


def _read(path: Path, most_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most_bytes)
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}.") from error
