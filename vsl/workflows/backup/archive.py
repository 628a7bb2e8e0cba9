"""The file of a backup: a tar archive with a manifest of sizes and hashes at its end.

Files flow in and out under names such as ``recordings/ab/<sha256>``. Nothing is ever unpacked to a
path that the archive names.
Source: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html (pax format).
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from vsl.basics.files import atomic_path
from vsl.errors import BadInput

DATABASE, KEY = "database.jsonl", "instance.key"
RECORDINGS, EXPORTS, ASSETS, THEMES = "recordings", "exports", "assets", "themes"
_MANIFEST = "manifest.json"
_MOST_MANIFEST_BYTES = 1 << 30
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """What the manifest tells of a file."""

    size_bytes: int
    sha256: str


class ArchiveWriter:
    """Writes the files of a backup one after the other."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self.entries: dict[str, ArchivedFile] = {}

    def add(self, name: str, file: BinaryIO, size_bytes: int) -> ArchivedFile:
        """Add a file of that size; return its entry."""
        reader, begin = HashingReader(file), self._archive.offset
        try:
            self._archive.addfile(_header(name, size_bytes), reader)
        except BaseException:
            self._cut(begin)
            raise
        self.entries[name] = ArchivedFile(size_bytes, reader.digest.hexdigest())
        return self.entries[name]

    def _cut(self, offset: int) -> None:
        """Take a half-written file back, so that others can follow."""
        stream = cast("BinaryIO", self._archive.fileobj)
        stream.seek(offset)
        stream.truncate()
        self._archive.offset = offset


@contextmanager
def writing_archive(target: Path, facts: Mapping[str, Any]) -> Iterator[ArchiveWriter]:
    """Yield a writer; when the block ends, ``target`` appears whole, for its owner's eyes alone.

    Args:
        facts: stand in the manifest beside the list of files.
    """
    with atomic_path(target) as part:
        part.touch(0o600)
        with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as archive:
            writer = ArchiveWriter(archive)
            yield writer
            files = {name: asdict(entry) for name, entry in sorted(writer.entries.items())}
            manifest = json.dumps({"format": _FORMAT, **facts, "files": files}).encode()
            archive.addfile(_header(_MANIFEST, len(manifest)), io.BytesIO(manifest))


class Archive:
    """A backup that is read; ``entries`` lists its files."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        """Read the manifest.

        Raises:
            BadInput: there is none, or it can't be read.
        """
        self._archive = archive
        self._members = {member.name: member for member in archive.getmembers()}
        member = self._members.get(_MANIFEST)
        if member is None or member.size > _MOST_MANIFEST_BYTES:
            raise BadInput("The file is no whole backup: its list of files is missing.")
        manifest = json.loads(self._extract(member).read())
        if manifest.get("format") != _FORMAT:
            raise BadInput("The backup is of a newer program: update this one, then restore it.")
        self.entries = {name: ArchivedFile(**entry) for name, entry in manifest["files"].items()}

    def check(self) -> None:
        """Read every file and compare it with the manifest.

        Raises:
            BadInput: one is missing or damaged.
        """
        for name, entry in self.entries.items():
            with self.open(name) as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
            if digest != entry.sha256:
                raise BadInput(f"The backup is damaged at {name}: restore another one.")

    def open(self, name: str) -> IO[bytes]:
        """Return a file of the manifest, open for reading.

        Raises:
            BadInput: it is missing or damaged.
        """
        member = self._members.get(name)
        if member is None or member.size != self.entries[name].size_bytes:
            raise BadInput(f"The backup is damaged at {name}: restore another one.")
        return self._extract(member)

    def _extract(self, member: tarfile.TarInfo) -> IO[bytes]:
        file = self._archive.extractfile(member)
        if file is None:
            raise BadInput(f"{member.name[:80]} in the backup is no file: restore another one.")
        return file


@contextmanager
def reading_archive(path: Path) -> Iterator[Archive]:
    """Yield the backup at ``path``.

    Raises:
        BadInput: there is none, or it is damaged.
    """
    try:
        with tarfile.open(path, "r:") as archive:
            yield Archive(archive)
    except FileNotFoundError as error:
        raise BadInput(
            f"There is no backup {path}: name the file that vsl backup wrote."
        ) from error
    except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path} is no backup, or is damaged: restore another one.") from error


class HashingReader(io.RawIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block


def _header(name: str, size_bytes: int) -> tarfile.TarInfo:
    """Return a header without times and owners: equal content makes equal archives."""
    header = tarfile.TarInfo(name)
    header.size, header.mode = size_bytes, 0o600
    return header
