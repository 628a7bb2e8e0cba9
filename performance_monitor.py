"""The operator's command: how the machine does, what it could do better, room on its disk.

    python performance_monitor.py --action report                 [--json]
    python performance_monitor.py --action cleanup --max-age 24   [--json]
    python performance_monitor.py --action monitor --interval 60  [--count N] [--json]
    python performance_monitor.py --action benchmark              [--recording FILE] [--json]
    python performance_monitor.py --action probe                  [--recording FILE] [--json]

Reads the settings that the server reads and may run beside it. Recordings, projects and exports are
never touched.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from vsl.basics.model_names import name_listener, name_model
from vsl.errors import NotFound, NotInstalled, VslError
from vsl.model.appearance import Theme
from vsl.model.project import Deck, Project, Still, Transcript
from vsl.model.word_timing import even_pace
from vsl.ops.advice import Figures, recommend
from vsl.ops.cleanup import clean
from vsl.ops.health import WINDOW, Health
from vsl.ops.metrics import summary
from vsl.ops.report import benchmark_text, freed_text, monitor_text, probe_text, report_text
from vsl.ops.system import Gauge
from vsl.progress import Progress
from vsl.settings import Settings

if TYPE_CHECKING:
    from vsl.bootstrap import Services, Tools

Json = dict[str, Any]

SAMPLE = Path(__file__).resolve().parent / "samples" / "pitch.mp4"
_FPS = Fraction(30)
_CPU_LOOK_S = 0.3  # a processor's load is a figure over a time


@click.command(help=(__doc__ or "").partition("\n")[0])
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
def main(action: str, as_json: bool, **options: Any) -> None:
    """Do one action."""
    try:
        settings = Settings.from_environ(os.environ)
        actions: dict[str, Callable[[], None]] = {
            "report": lambda: _print(report(settings), report_text, as_json),
            "cleanup": lambda: _print(cleanup(settings, options["max_age"]), freed_text, as_json),
            "monitor": lambda: monitor(settings, options["interval"], options["count"], as_json),
            "benchmark": lambda: _print(
                benchmark(settings, options["recording"]), benchmark_text, as_json
            ),
            "probe": lambda: _print(probe(settings, options["recording"]), probe_text, as_json),
        }
        actions[action]()
    except VslError as error:
        click.echo(f"performance_monitor.py: {error}", err=True)
        sys.exit(2 if error.status < 500 else 1)


def report(settings: Settings) -> Json:
    """The health report, and what to change."""
    services = _services(settings)
    found = _health(services).report()
    runs = services.metrics.runs(datetime.now(UTC) - WINDOW)
    heard = [run for run in runs if run.engine == "whisper"]
    figures = Figures(
        system=Gauge(settings.instance_dir).read(),
        whisper=summary(heard).get("listen"),
        queue=found["queue"],
        cache_bytes=sum(cache["size_bytes"] for cache in found["caches"].values()),
        has_gpu=shutil.which("nvidia-smi") is not None,
    )
    return {**found, "recommendations": list(recommend(settings, figures))}


def cleanup(settings: Settings, max_age_h: float) -> Json:
    """Free what may go; how much that was."""
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


def monitor(settings: Settings, interval_s: float, count: int | None, as_json: bool) -> None:
    """Print a look at the machine every ``interval_s``, ``count`` times or until interrupted."""
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
    """How fast each stage is on ``recording``, by stage; only ``…_again`` finds anything cached.

    Raises:
        BadInput: the recording can't be used.
        NotFound: there is none.
    """
    from vsl.bootstrap import build_tools

    if not recording.is_file():
        raise NotFound(f"There is no recording {recording}: name one with --recording.")
    with TemporaryDirectory(prefix="vsl-benchmark-") as folder:
        tools, fresh = (
            build_tools(replace(settings, cache_dir=Path(folder) / name)) for name in "ab"
        )
        return Benchmark(tools, fresh, recording).run()


def probe(settings: Settings, recording: Path) -> Json:
    """How fast each engine with weights at hand listens here; forecasts rest on it from now on.

    Raises:
        BadInput: the recording can't be used.
        NotFound: there is none.
    """
    from vsl.workflows.machine_speed import write_probe
    from vsl.workflows.speed_probe import probe_engines

    if not recording.is_file():
        raise NotFound(f"There is no recording {recording}: name one with --recording.")
    found = probe_engines(settings, recording)
    write_probe(settings, found)
    return {"engines": [{"name": name_listener(p.engine, p.model), **asdict(p)} for p in found]}


class Benchmark:
    """One recording on its way through the rooms, each stage timed by itself."""

    def __init__(self, tools: Tools, fresh: Tools, recording: Path) -> None:
        """Prepare, on two sets of tools with empty caches of their own."""
        self._tools, self._fresh = tools, fresh
        self._recording = recording
        self._media = tools.probe(recording)
        script = recording.with_suffix(".txt")
        self._script = script.read_text(encoding="utf-8") if script.is_file() else ""
        # what later stages work on where no engine can listen
        words = even_pace(self._script.split(), 0, self._media.duration_ms)
        self._transcript = Transcript(words, "und", "none")
        self._deck = Deck((), Theme(), self._media.duration_ms)
        self._pictures: dict[Still, Path] = {}

    def run(self) -> Json:
        """Seconds of each stage, and how many seconds of recording it does in one."""
        stages = {
            "model_load_cold": self._load_model,
            "model_load_cached": self._load_model,
            "decode": self._decode,
            "listen": self._listen,
            "align": self._align,
            "segment": self._segment,
            "draw": self._draw,
            "soundtrack": self._soundtrack,
            "encode": self._encode,
            "export": self._export,
            "export_again": self._export,
        }
        return {name: self._measure(name, stage) for name, stage in stages.items()}

    def _measure(self, name: str, stage: Callable[[], Json | None]) -> Json:
        start = time.perf_counter()
        try:
            about = stage() or {}
        except VslError as error:
            return {"skipped": str(error)}
        seconds = time.perf_counter() - start
        if not name.startswith("model"):
            about["times_real_time"] = round(self._media.duration_ms / 1000 / seconds, 1)
        return {"seconds": round(seconds, 6), **about}

    def _load_model(self) -> Json:
        from transcriptor import get_device, get_whisper_model
        from vsl.speech.weights.whisper import at_hand

        settings = self._tools.settings
        if not at_hand(settings.whisper_model):
            name = name_model(settings.whisper_model)
            raise NotInstalled(f"The weights of {name} are not on this machine.")
        device = get_device(settings.enable_gpu_acceleration)
        get_whisper_model(
            settings.whisper_model, device, cache_size=settings.whisper_model_cache_size
        )
        return {"model": name_model(settings.whisper_model), "device": device}

    def _decode(self) -> None:
        self._tools.transcriptor.samples.samples(self._recording, self._media, Progress())

    def _listen(self) -> Json:
        from vsl.speech.recogniser import ListenOptions

        options = ListenOptions(model=self._tools.settings.whisper_model)
        self._media, self._transcript = self._tools.transcriptor.listen(
            self._recording, options, progress=Progress()
        )
        return {"engine": self._transcript.engine}

    def _align(self) -> None:
        from vsl.text.script.reading import align_script

        if not self._script:
            raise NotFound(f"There is no script beside {self._recording.name}.")
        words = align_script(self._transcript.words, self._script)
        self._transcript = replace(self._transcript, words=words)

    def _segment(self) -> Json:
        from vsl.workflows.build_deck import make_deck

        if not self._transcript.words:
            raise NotFound("Nobody was heard, and there is no script to show instead.")
        self._deck = make_deck(self._transcript, self._media.duration_ms, Theme())
        return {"slides": len(self._deck.slides)}

    def _draw(self) -> None:
        from vsl.workflows.build_deck import showings

        self._showings = showings(self._project)
        stills = list(dict.fromkeys([Still(), *(showing.still for showing in self._showings)]))
        drawn = self._tools.pictures.draw_all(stills, self._deck.theme, Progress())
        self._pictures = dict(zip(stills, drawn, strict=True))

    def _soundtrack(self) -> None:
        self._sound = self._tools.pipeline.soundtracks.soundtrack(
            self._recording, self._media, Progress()
        )

    def _encode(self) -> None:
        from vsl.export.timeline import spans
        from vsl.export.video.picture_source import PngFiles
        from vsl.export.video.video import write_video

        write_video(
            self._target,
            spans(self._showings, self._deck.duration_ms, _FPS),
            PngFiles(self._pictures),
            self._sound,
            fps=_FPS,
            cache=self._tools.pipeline.encoded_pictures,
            progress=Progress(),
        )

    def _export(self) -> None:
        self._fresh.export(self._project, self._recording, self._target, progress=Progress())

    @property
    def _project(self) -> Project:
        return Project(self._media, self._transcript, self._deck)

    @property
    def _target(self) -> Path:
        return self._tools.settings.cache_dir / "video.mp4"


def _services(settings: Settings) -> Services:
    from vsl.bootstrap import bootstrap

    return bootstrap(settings)


def _health(services: Services) -> Health:
    """The health of the machine, with a look at the processor already behind it."""
    health = Health(
        services.settings.instance_dir,
        caches=services.caches.values(),
        metrics=services.metrics,
        count_tasks=services.tasks.counts,
    )
    time.sleep(_CPU_LOOK_S)
    return health


def _print(found: Json, as_text: Callable[[Json], str], as_json: bool) -> None:
    click.echo(json.dumps(found) if as_json else as_text(found))


if __name__ == "__main__":
    main()
