"""A store of themes' files (images, fonts, music) under the SHA-256 of their content.

Untrusted bytes go in, vetted files under ``<folder>/<aa>/<sha256>`` come out. The vetted file is
stored, not the original, so its hash may differ.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vsl.basics.blob_store import BlobStore
from vsl.basics.files import write_atomically
from vsl.errors import BadInput, NotFound, TooLarge
from vsl.render.assets.vetting import vet_file

LIMITS_BYTES = {"image": 30 << 20, "font": 20 << 20, "sound": 200 << 20}
"""The size limit of an original file in bytes, by kind."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class AssetStore:
    """Vetted files in ``folder``, shared with other machines through ``blobs``."""

    folder: Path
    blobs: BlobStore | None = None  # None: files are not shared

    @classmethod
    def under(cls, instance_dir: Path, blobs: BlobStore | None = None) -> AssetStore:
        """Return the store of an instance."""
        return cls(instance_dir / "assets", blobs)

    def keep(self, source: bytes | Path, kind: str) -> str:
        """Vet a file, store the result and return its SHA-256.

        Args:
            kind: image, font, or sound. Sounds are stored unchanged and must be probed before.
        Raises:
            BadInput: it is no usable file of that kind.
            TooLarge: it is larger than files of its kind may be.
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
        """Return the path of the file with that hash.

        Raises:
            NotFound: it is not in the store.
        """
        path = self._path(sha256)
        if is_sha256(sha256) and path.is_file():
            return path
        if is_sha256(sha256) and self.blobs:
            with suppress(NotFound):
                return self.blobs.local(_name(sha256))
        raise missing_file(sha256)

    def _share(self, sha256: str, content: bytes) -> None:
        if self.blobs is None:
            return
        part = self.blobs.staging_dir / f".{secrets.token_hex(6)}.part"
        try:
            part.write_bytes(content)
            self.blobs.put(_name(sha256), part)
        finally:
            part.unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


def is_sha256(name: str) -> bool:
    """Return whether ``name`` is a SHA-256 in lower-case hexadecimal."""
    return _SHA256.fullmatch(name) is not None


def missing_file(sha256: str, kind: str = "file") -> NotFound:
    """Return the error for a file that is in no store."""
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
