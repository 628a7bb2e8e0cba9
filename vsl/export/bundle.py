"""Write several files into one ZIP archive. Equal files give equal bytes at any time."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from vsl.basics.files import atomic_path
from vsl.errors import ToolFailed

_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the earliest in the format
_MODE: Final = 0o644 << 16
_PACKED: Final = (".mp4", ".m4a", ".png", ".jpg", ".webp")  # deflating these gains nothing


def write_zip(target: Path, files: Mapping[str, bytes | Path]) -> None:
    """Write ``files``, contents or paths by their names in the archive, to ``target``.

    Raises:
        ToolFailed: the disk is full, or gone.
    """
    try:
        with atomic_path(target) as sibling, ZipFile(sibling, "w") as archive:
            for name, content in files.items():
                _add(archive, name, content)
    except OSError as error:
        reason = error.strerror or error
        raise ToolFailed(f"{target.name} can't be written: {reason}.") from error


def _add(archive: ZipFile, name: str, content: bytes | Path) -> None:
    entry = ZipInfo(name, _TIME)
    entry.create_system = 3  # Unix, on every system: its modes are stored
    entry.external_attr = _MODE
    entry.compress_type = ZIP_STORED if name.endswith(_PACKED) else ZIP_DEFLATED
    if isinstance(content, bytes):
        archive.writestr(entry, content)
        return
    entry.file_size = content.stat().st_size
    with content.open("rb") as source, archive.open(entry, "w") as inside:
        shutil.copyfileobj(source, inside, 1 << 20)
