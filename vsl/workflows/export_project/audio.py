"""Writers of the voice alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from vsl.basics.files import atomic_path
from vsl.media.soundtrack import encode_sound
from vsl.progress import Progress
from vsl.workflows.export_project.context import ExportContext, explain_full_disk
from vsl.workflows.export_project.format import Write

_COPIED = 0.5  # share of the work until the soundtrack is there


def m4a(material: ExportContext, target: Path, progress: Progress) -> None:
    """The soundtrack as it is."""
    source = material.soundtrack(progress.part("preparing the sound", 0.0, 1.0))
    with explain_full_disk(target), atomic_path(target) as sibling:
        shutil.copyfile(source, sibling)


def audio_writer(sound: str) -> Write:
    """A writer of the voice as wav or mp3."""

    def write(material: ExportContext, target: Path, progress: Progress) -> None:
        source = material.soundtrack(progress.part("preparing the sound", 0.0, _COPIED))
        rest = progress.part("writing the sound", _COPIED, 1.0)
        length_ms = material.project.media.duration_ms
        with explain_full_disk(target):
            encode_sound(source, target, sound, duration_ms=length_ms, progress=rest)

    return write
