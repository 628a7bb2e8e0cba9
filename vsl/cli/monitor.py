"""``vsl monitor``: health, recommendations, clean-up and speed of the machine.

Reads the settings of the server and may run beside it. Recordings, projects and exports are never
touched.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from vsl.basics.model_names import name_listener
from vsl.basics.package_files import find_folder
from vsl.errors import NotFound
from vsl.ops.advice import Figures, recommend
from vsl.ops.cleanup import clean
from vsl.ops.health import WINDOW, Health
from vsl.ops.metrics import summary
from vsl.ops.report import benchmark_text, cleanup_text, monitor_text, probe_text, report_text
from vsl.ops.system import Gauge
from vsl.settings import Settings

if TYPE_CHECKING:
    from vsl.bootstrap import Services

Json = dict[str, Any]

_HELP = "Report on the machine, free room on its disk, or measure how fast it is."
SAMPLE = find_folder("samples") / "pitch.mp4"
_CPU_SAMPLE_S = 0.3  # the CPU load is measured over a time


@click.command(help=_HELP)
@click.option(
    "--action",
    type=click.Choice(["report", "cleanup", "monitor", "benchmark", "probe"]),
    default="report",
    show_default=True,
)
@click.option(
    "--max-age",
    type=click.FloatRange(min=0),
    default=24,
    show_default=True,
    help="cleanup: hours for which an unused cached file stays.",
)
@click.option(
    "--interval",
    type=click.FloatRange(min=0.05),
    default=60,
    show_default=True,
    help="monitor: seconds between two looks.",
)
@click.option("--count", type=click.IntRange(min=1), help="monitor: stop after so many looks.")
@click.option(
    "--recording",
    type=click.Path(path_type=Path, dir_okay=False),
    default=SAMPLE,
    help="benchmark, probe: what to work on instead of the sample.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
def monitor(action: str, as_json: bool, **options: Any) -> None:
    """Do one action."""
    settings = Settings.from_environ(os.environ)
    actions: dict[str, Callable[[], None]] = {
        "report": lambda: _print(report(settings), report_text, as_json),
        "cleanup": lambda: _print(cleanup(settings, options["max_age"]), cleanup_text, as_json),
        "monitor": lambda: watch(settings, options["interval"], options["count"], as_json),
        "benchmark": lambda: _print(
            benchmark(settings, options["recording"]), benchmark_text, as_json
        ),
        "probe": lambda: _print(probe(settings, options["recording"]), probe_text, as_json),
    }
    actions[action]()


def report(settings: Settings) -> Json:
    """Return the health report with recommendations."""
    services = _services(settings)
    health_report = _health(services).report()
    runs = services.metrics.runs(datetime.now(UTC) - WINDOW)
    whisper_runs = [run for run in runs if run.engine == "whisper"]
    figures = Figures(
        system=Gauge(settings.instance_dir).read(),
        whisper=summary(whisper_runs).get("listen"),
        queue=health_report["queue"],
        cache_bytes=sum(cache["size_bytes"] for cache in health_report["caches"].values()),
        has_gpu=shutil.which("nvidia-smi") is not None,
    )
    return {**health_report, "recommendations": list(recommend(settings, figures))}


def cleanup(settings: Settings, max_age_h: float) -> Json:
    """Delete cached and partial files; return the bytes freed."""
    cleaned = clean(
        _services(settings).caches.values(),
        max_age_h=max_age_h,
        max_bytes=settings.cache_max_size,
        leftovers_in=(settings.cache_dir, settings.instance_dir),
    )
    return {
        "freed_bytes": cleaned.freed_bytes,
        "caches": cleaned.caches,
        "leftovers": cleaned.leftovers,
    }


def watch(settings: Settings, interval_s: float, count: int | None, as_json: bool) -> None:
    """Print the machine's state every ``interval_s``, ``count`` times or until interrupted."""
    health = _health(_services(settings))
    done = 0
    try:
        while True:
            at = datetime.now().astimezone().isoformat(timespec="seconds")
            _print({"at": at, **health.report()}, monitor_text, as_json)
            done += 1
            if done == count:
                return
            time.sleep(interval_s)
    except KeyboardInterrupt:
        return


def benchmark(settings: Settings, recording: Path) -> Json:
    """Return how fast each stage is on ``recording``, by stage; only ``…_again`` uses caches.

    Raises:
        BadInput: the recording can't be used.
        NotFound: there is none.
    """
    from vsl.bootstrap import build_tools
    from vsl.cli.benchmark import Benchmark

    _check_recording(recording)
    with TemporaryDirectory(prefix="vsl-benchmark-") as folder:
        tools, fresh = (
            build_tools(replace(settings, cache_dir=Path(folder) / name)) for name in "ab"
        )
        return Benchmark(tools, fresh, recording).run()


def probe(settings: Settings, recording: Path) -> Json:
    """Measure how fast each installed engine transcribes here, and keep that for forecasts.

    Raises:
        BadInput: the recording can't be used.
        NotFound: there is none.
    """
    from vsl.workflows.machine_speed import write_probe
    from vsl.workflows.speed_probe import probe_engines

    _check_recording(recording)
    paces = probe_engines(settings, recording)
    write_probe(settings, paces)
    return {"engines": [{"name": name_listener(p.engine, p.model), **asdict(p)} for p in paces]}


def _check_recording(recording: Path) -> None:
    if not recording.is_file():
        raise NotFound(f"There is no recording {recording}: name one with --recording.")


def _services(settings: Settings) -> Services:
    from vsl.bootstrap import bootstrap

    return bootstrap(settings)


def _health(services: Services) -> Health:
    """Return the health of the machine, after a first sample of the CPU load."""
    health = Health(
        services.settings.instance_dir,
        caches=services.caches.values(),
        metrics=services.metrics,
        count_tasks=services.tasks.counts,
    )
    time.sleep(_CPU_SAMPLE_S)
    return health


def _print(figures: Json, as_text: Callable[[Json], str], as_json: bool) -> None:
    click.echo(json.dumps(figures) if as_json else as_text(figures))
