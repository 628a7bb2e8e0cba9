"""The studio's real programs for tests: only listening is quick, and leases are short.

CHAOS_LEASE_S asks for another length; no listening ends before the file CHAOS_GATE is there.

python programs.py runner | executor | worker        gunicorn tests.chaos.programs:app
"""

from __future__ import annotations

import os
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from vsl import bootstrap as wiring  # noqa: E402 -- found by the line above
from vsl.bootstrap import Tools  # noqa: E402
from vsl.jobs.task_table import TaskTable  # noqa: E402
from vsl.model.project import AudioStream, MediaInfo, Transcript, Word  # noqa: E402
from vsl.progress import Progress  # noqa: E402
from vsl.store.projects import ProjectStore  # noqa: E402
from vsl.worker import programs  # noqa: E402

LEASE_S = float(os.environ.get("CHAOS_LEASE_S", "4"))
LISTENING_S = 0.8
EXPORTING_S = 0.4
_STEP_S = 0.1
_GATE = os.environ.get("CHAOS_GATE")
_ME = str(Path(__file__))
_TEXT = "Whatever is killed this goes on to its very end"
SAVED_S = 0.4  # between what a job has done and the word that it is done
_write_export = Tools.export
_save = ProjectStore.save_document


def listen(_tools: Any, recording: Path, _options: Any, progress: Progress) -> Any:
    """What is said in the recording, which is the same in all of them."""
    _take_time(LISTENING_S, progress)
    while _GATE and not Path(_GATE).exists():
        _take_time(_STEP_S, progress)
    words = tuple(
        Word(text, 200 * number, 200 * number + 180) for number, text in enumerate(_TEXT.split())
    )
    duration_ms = 200 * len(words)
    sound = AudioStream("pcm_s16le", 16_000, 1)
    media = MediaInfo(recording.name, recording.stat().st_size, "wav", duration_ms, sound)
    return media, Transcript(words, "en", "scripted")


def export(tools: Any, *arguments: Any, progress: Progress) -> None:
    """Write the file as always, after a while in which half of one may be killed, or found."""
    target = arguments[2]
    target.write_bytes(b"half a file")
    _take_time(EXPORTING_S, progress)
    _write_export(tools, *arguments, progress=progress)


def save(store: ProjectStore, *arguments: Any, **options: Any) -> int:
    """Save a document as always, and say so late."""
    version = _save(store, *arguments, **options)
    time.sleep(SAVED_S)
    return version


def _take_time(seconds: float, progress: Progress) -> None:
    steps = 10
    for step in range(steps):
        progress.part("waiting", 0.0, 1.0)(step / steps)
        time.sleep(seconds / steps)


def prepare() -> None:
    """Let the real programs start these, and use them."""
    wiring.RUNNER = (sys.executable, _ME, "runner")
    programs.EXECUTOR = (sys.executable, _ME, "executor")
    Tools.listen = listen  # type: ignore[method-assign, assignment]
    Tools.export = export  # type: ignore[method-assign, assignment]
    ProjectStore.save_document = save  # type: ignore[method-assign]
    defaults = TaskTable.__init__.__kwdefaults__
    assert defaults is not None
    defaults["lease_s"] = LEASE_S


@cache
def _serving_app() -> Any:
    import app

    return app.app


def __getattr__(name: str) -> Any:
    """``app`` for gunicorn."""
    if name == "app":
        prepare()
        return _serving_app()
    raise AttributeError(name)


def main() -> None:
    """Be the program that the command line names."""
    prepare()
    if sys.argv[1] == "worker":
        import worker

        del sys.argv[1]
        worker.main()
    else:
        programs.main()


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
