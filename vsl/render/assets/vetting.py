"""Vet a theme's file in a child process.

Libraries that read images and fonts have crashed on hostile files before. In a child process with
limits of time and memory, a crash or a decompression bomb becomes one clear error.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from vsl.basics.child_slots import child_slot
from vsl.errors import BadInput, ToolFailed

REFUSED = 3
"""The child's exit code when its message explains what is wrong with the file."""

_LONGEST_S = 60
_PACKAGE_ROOT = Path(__file__).parents[3]


def vet_file(content: bytes, kind: str) -> bytes:
    """Return the vetted file: an sRGB PNG or JPEG, or a TTF or OTF font.

    Raises:
        BadInput: the file is of another kind, or makes the child crash or exceed its time.
        ToolFailed: the child failed for another reason.
    """
    with tempfile.TemporaryDirectory(prefix="vsl-asset-") as folder:
        source, target = Path(folder, "in"), Path(folder, "out")
        source.write_bytes(content)
        code, words = _run(kind, source, target)
        if code == 0:
            return target.read_bytes()
    if code == REFUSED:
        raise BadInput(words)
    if code < 0:
        raise BadInput(f"The {kind} breaks the program that reads it; save it again elsewhere.")
    raise ToolFailed(f"The {kind} can't be checked on this machine: {words[-200:]}")


def _run(kind: str, source: Path, target: Path) -> tuple[int, str]:
    """Return the child's exit code and the last line of its output."""
    program = [
        sys.executable,
        "-s",
        "-P",
        "-m",
        "vsl.render.assets",
        kind,
        str(source),
        str(target),
    ]
    try:
        with child_slot():
            done = subprocess.run(
                program,
                capture_output=True,
                cwd="/",
                env={"PYTHONPATH": str(_PACKAGE_ROOT), "LANG": "C.UTF-8"},
                timeout=_LONGEST_S,
            )
    except subprocess.TimeoutExpired as error:
        raise BadInput(f"The {kind} takes too long to read; save it again elsewhere.") from error
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return done.returncode, lines[-1] if lines else ""
