"""The programs that the tests of jobs start: a web process, a runner, an executor with odd work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from vsl.errors import BadInput
from vsl.jobs.executor import serve
from vsl.jobs.task import Child, FanOut
from vsl.progress import Progress


def take_time(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Work for ``seconds``, say so, and leave a line in the file ``log``."""
    steps = max(1, round(payload["seconds"] * 20))
    for step in range(steps):
        progress.part("waiting", 0.0, 1.0)(step / steps)
        time.sleep(payload["seconds"] / steps)
    with Path(payload["log"]).open("a") as log:
        log.write(f"{payload.get('name', '')}\n")
    return {"pid": os.getpid()}


def have_children(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Start a program, fork a copy of this process, name both in the file ``pids``, go on."""
    program = subprocess.Popen(["sleep", "600"])
    copy = os.fork()
    if copy == 0:
        time.sleep(600)
    target = Path(payload["pids"])
    draft = target.with_suffix(".part")
    draft.write_text(f"{os.getpid()} {program.pid} {copy}")
    draft.rename(target)
    time.sleep(600)
    return {}


def chat(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Print from Python and from a child, and read standard input."""
    print('{"done": "a lie"}', flush=True)
    subprocess.run(["echo", '{"done": "another"}'], check=True)
    return {"read": sys.stdin.read()}


def burst(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Report far too often, in two stages; return for how long."""
    started = time.monotonic()
    for stage in ("first", "second"):
        for step in range(300):
            progress.part(stage, 0.0, 1.0)(step / 300)
            time.sleep(0.001)
    return {"seconds": time.monotonic() - started}


def refuse(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Find fault with the input."""
    raise BadInput("This is no recording: choose a video or a sound file.")


def break_inside(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Have a bug."""
    raise ValueError("a secret of the inside")


def share_out(payload: dict[str, Any], progress: Progress) -> dict[str, Any] | FanOut:
    """Leave the numbers ``to_do`` to others, then add up what they came to."""
    if "answers" in payload:
        progress.part("adding", 0.0, 1.0)(0.0)
        return {"sum": sum(answer["square"] for answer in payload["answers"])}
    children = (Child("square", {"number": number}, 0.25) for number in payload["to_do"])
    return FanOut("squaring", (*children, Child("square", {}, 0.25, {"square": 1000})))


def square(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """A part of somebody's work."""
    if payload["number"] < 0:
        raise BadInput("Only numbers above zero have sides.")
    return {"square": payload["number"] ** 2}


def crash(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Die as a library with a bug dies."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return {}


def execute(_folder: Path) -> None:
    """Be an executor."""
    kinds = (take_time, have_children, chat, burst, refuse, break_inside, share_out, square, crash)
    serve({kind.__name__: kind for kind in kinds})


def serve_pages(folder: Path) -> None:
    """Be a web process."""
    from vsl.jobs.runner import ensure_runner

    ensure_runner(folder, [sys.executable, __file__, "work", str(folder)])
    signal.pause()


def work(folder: Path) -> None:
    """Be a runner, an impatient one."""
    from vsl.jobs.runner import run
    from vsl.jobs.task_table import TaskTable, metadata
    from vsl.store.database import connect, create_tables

    engine = connect(f"sqlite:///{folder}/tasks.sqlite")
    create_tables(engine, metadata)
    run(
        TaskTable(engine, lease_s=2.0, retry_delay_s=0.01),
        [sys.executable, __file__, "execute", str(folder)],
        instance_dir=folder,
        concurrency=2,
        time_limit_s=lambda _claim: 60.0,
        tick=(folder / "ticked").touch,
        grace_s=1.0,
    )


if __name__ == "__main__":
    roles = {role.__name__: role for role in (execute, serve_pages, work)}
    roles[sys.argv[1]](Path(sys.argv[2]))
