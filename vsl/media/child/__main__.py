"""Run one task on a user's recording: ``python -m vsl.media.child REQUEST``.

The recording is standard input, the result standard output, both open files. Standard error carries
lines of JSON: the share that is done, or the error. The program drops its rights before it reads
the first byte.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from vsl.basics import jail
from vsl.basics.child_protocol import write_error
from vsl.errors import BadInput, VslError

Report = Callable[[float], None]
"""Called with the milliseconds of sound that are done."""

Task = Callable[[io.FileIO, io.FileIO, dict[str, Any], Report], None]
"""Called with the recording, the result, the options and a progress callback."""

# Names, not functions: a probe does without the imports that only decoding needs.
_TASKS = {
    "probe": ("vsl.media.child.description", "write_description"),
    "samples": ("vsl.media.child.pcm", "write_samples"),
    "soundtrack": ("vsl.media.child.aac", "write_soundtrack"),
    "encode": ("vsl.media.child.encode", "write_encoded"),
    "footage": ("vsl.media.child.picture", "write_footage"),
}


class ChildProgress:
    """Reports each percent of the sound to the parent process."""

    def __init__(self, duration_ms: int) -> None:
        self._percent_ms = max(1.0, duration_ms / 100)
        self._reported_percent = 0

    def __call__(self, done_ms: float) -> None:
        """Report that ``done_ms`` of the sound are done."""
        percent = min(100, int(done_ms / self._percent_ms))
        if percent > self._reported_percent:
            self._reported_percent = percent
            print(json.dumps({"done": percent / 100}), file=sys.stderr, flush=True)


def main() -> int:
    """Run the task that the only argument, a JSON object, describes; return the exit code."""
    request = json.loads(sys.argv[1])
    options = request["options"]
    jail.die_with(request["parent"])
    allowance = jail.Allowance(**request["allowance"])
    jail.set_limits(allowance)
    module, name = _TASKS[request["task"]]
    task: Task = getattr(import_module(module), name)
    foreign_error: type[Exception] = import_module("av.error").FFmpegError
    jail.limit_output(allowance)
    jail.lock()
    recording = io.FileIO(sys.stdin.fileno(), "rb", closefd=False)
    result = io.FileIO(sys.stdout.fileno(), "r+b", closefd=False)
    try:
        task(recording, result, options, ChildProgress(options.get("duration_ms", 0)))
    except VslError as error:
        return write_error(error)
    except MemoryError:
        return write_error(BadInput("The recording needs too much memory. Export it again as mp4."))
    except (foreign_error, ValueError, ArithmeticError, LookupError, OSError) as error:
        what = type(error).__name__
        return write_error(BadInput(f"The recording is damaged ({what}). Copy or export it again."))
    return 0


if __name__ == "__main__":
    sys.exit(main())
