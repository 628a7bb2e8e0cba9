"""The program that vets a theme's files: ``python -m vsl.render.assets KIND SOURCE TARGET``.

It writes the vetted file to TARGET, or one line on standard error.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from vsl.errors import BadInput
from vsl.render.assets.vetting import REFUSED

_MEMORY_BYTES = 2 << 30  # of address space; the largest image takes some 400 MB
_CPU_S = 40
_FILE_BYTES = 256 << 20

_VETTERS = {"image": "vsl.render.assets.image_vetting", "font": "vsl.render.assets.font_vetting"}


def main() -> int:
    """Vet the file that the command line names and return the exit code."""
    kind, source, target = sys.argv[1:]
    vet: Callable[[bytes], bytes] = import_module(_VETTERS[kind]).vet
    _set_limits()
    try:
        kept = vet(Path(source).read_bytes())
    except BadInput as error:
        return _refuse(str(error))
    except (MemoryError, RecursionError):
        return _refuse(f"The {kind} takes more memory than one may; save it again elsewhere.")
    except Exception as error:  # libraries raise anything on a broken file
        what = type(error).__name__
        return _refuse(f"The {kind} is damaged ({what}); save it again elsewhere.")
    Path(target).write_bytes(kept)
    return 0


def _refuse(words: str) -> int:
    print(words.replace("\n", " "), file=sys.stderr)
    return REFUSED


def _set_limits() -> None:
    """Limit memory, time and file size, where the system supports it."""
    if importlib.util.find_spec("resource") is None:
        return
    import resource

    limits = {
        resource.RLIMIT_AS: _MEMORY_BYTES,
        resource.RLIMIT_CPU: _CPU_S,
        resource.RLIMIT_FSIZE: _FILE_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main())
