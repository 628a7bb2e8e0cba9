"""The real executor, but its engine keeps a tally, and it dies once where a file says so.

python resume_program.py FOLDER
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vsl.bootstrap import bootstrap
from vsl.settings import Settings
from vsl.speech import registry as engines
from vsl.speech.fake_recogniser import ScriptedRecogniser
from vsl.store.blob_store import LocalBlobStore
from vsl.store.projects import ProjectStore
from vsl.worker.programs import run_executor

_FOLDER = Path(sys.argv[1])


class Counting(ScriptedRecogniser):
    """Leaves a mark for every time that it listens."""

    def transcribe(self, *arguments: Any) -> Any:
        """See ``Recogniser.transcribe``."""
        with (_FOLDER / "listened").open("a") as tally:
            tally.write("x")
        return super().transcribe(*arguments)


def die_once(step: Callable[..., Any], name: str) -> Callable[..., Any]:
    """``step``, but whoever takes it first is killed instead, where the file ``name`` is."""

    def dying(*arguments: Any, **options: Any) -> Any:
        if (_FOLDER / name).exists():
            (_FOLDER / name).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*arguments, **options)

    return dying


if __name__ == "__main__":
    engines.ENGINES["scripted"] = lambda _parts: Counting()  # type: ignore[index]
    ProjectStore.save_document = die_once(ProjectStore.save_document, "die-saving")  # type: ignore[method-assign]
    LocalBlobStore.put = die_once(LocalBlobStore.put, "die-storing")  # type: ignore[method-assign]
    run_executor(bootstrap(Settings.from_environ(os.environ)))
