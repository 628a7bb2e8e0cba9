"""What a child that opens users' files shares with its parent: its environment, and how it fails.

A child that fails writes its error as the last line on standard error, as JSON, and exits with
``FAILED``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from vsl.errors import BadInput, NotInstalled, TooLarge, VslError

FAILED: Final = 3
"""Exit code after an error that was written to standard error."""

CHILD_ENVIRON: Final[Mapping[str, str]] = {
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",  # a thread started before the jail locks is not confined
}
"""All of a child's environment; the parent's holds secrets."""

_ERRORS: Final[Mapping[str, type[VslError]]] = {
    "bad_input": BadInput,
    "too_large": TooLarge,
    "not_installed": NotInstalled,
}


def write_error(error: VslError) -> int:
    """Write a child's error to standard error; return the exit code."""
    print(json.dumps({"code": error.code, "message": str(error)}), file=sys.stderr, flush=True)
    return FAILED


def read_error(last_line: str) -> VslError | None:
    """Return the error that a child wrote in its last line; None if it wrote none."""
    with suppress(ValueError, KeyError, TypeError):
        row = json.loads(last_line)
        return _ERRORS[row["code"]](row["message"])
    return None
