"""A benchmark of all stages from a recording to its video, in seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsl.basics.model_names import name_model
from vsl.errors import NotFound, NotInstalled, VslError
from vsl.model.appearance import Theme
from vsl.model.project import Deck, Project, Still, Transcript
from vsl.model.word_timing import even_pace
from vsl.progress import Progress

if TYPE_CHECKING:
    from vsl.bootstrap import Tools

Json = dict[str, Any]
_FPS = Fraction(30)


class Benchmark:
    """One recording on its way through all stages, each timed by itself."""

    def __init__(self, tools: Tools, fresh: Tools, recording: Path) -> None:
        """Prepare a benchmark with two sets of tools, each with empty caches."""
        self._tools, self._fresh = tools, fresh
        self._recording = recording
        self._media = tools.probe(recording)
        script = recording.with_suffix(".txt")
        self._script = script.read_text(encoding="utf-8") if script.is_file() else ""
        # for the later stages if no engine can transcribe
        words = even_pace(self._script.split(), 0, self._media.duration_ms)
        self._transcript = Transcript(words, "und", "none")
        self._deck = Deck((), Theme(), self._media.duration_ms)
        self._pictures: dict[Still, Path] = {}

    def run(self) -> Json:
        """Return seconds by stage, and how many seconds of recording a stage does in one."""
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
            figures = stage() or {}
        except VslError as error:
            return {"skipped": str(error)}
        seconds = time.perf_counter() - start
        if not name.startswith("model"):
            figures["times_real_time"] = round(self._media.duration_ms / 1000 / seconds, 1)
        return {"seconds": round(seconds, 6), **figures}

    def _load_model(self) -> Json:
        from vsl.speech.weights.whisper import at_hand
        from vsl.speech.whisper.models import get_device, get_whisper_model

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
        self._tools.transcriber.samples.samples(self._recording, self._media, Progress())

    def _listen(self) -> Json:
        from vsl.speech.recogniser import ListenOptions

        options = ListenOptions(model=self._tools.settings.whisper_model)
        self._media, self._transcript = self._tools.transcriber.listen(
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
