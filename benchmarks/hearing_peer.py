"""Transcribe recordings with one system and print its words; run by that system's interpreter.

``python benchmarks/hearing_peer.py JOB.json``; see ``Job``. Prints a line of JSON per recording:
its words with their times in seconds, and the wall-clock and processor seconds of recognition,
without loading the model. Imports nothing of this project unless one of its engines is requested.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import wave
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

_SIZES = {384: "tiny", 512: "base", 768: "small", 1024: "medium"}  # by the width of the model
_MULTILINGUAL = 51_865  # tokens of the vocabulary; one less where the model hears English only
_BATCH = 8  # windows

Heard = dict[str, Any]
Hear = Callable[[Mapping[str, Any]], Heard]


@dataclass(frozen=True, slots=True)
class Job:
    """Who hears what."""

    folder: str  # for what is temporary
    system: str  # a key of SYSTEMS
    weights: str  # a folder in CTranslate2's form
    checkpoint: str  # the same weights in openai-whisper's form
    warm_up: Mapping[str, Any]  # heard first and not answered: whatever compiles compiles then
    recordings: Sequence[Mapping[str, Any]]  # path of a WAV, language or None, script


def _read_samples(recording: Mapping[str, Any]) -> Any:
    with wave.open(recording["path"]) as file:
        content = file.readframes(file.getnframes())
    return np.frombuffer(content, "<i2").astype(np.float32) / 32768


def _join_pieces(words: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """Words by their spaces: "$47" and ",327", which Whisper times apart, are one."""
    whole: list[list[Any]] = []
    for word in words:
        text, start, end = word["word"], float(word["start"]), float(word["end"])
        if whole and text.strip() and not text.startswith(" "):
            whole[-1] = [whole[-1][0] + text.rstrip(), whole[-1][1], end]
        elif text.strip():
            whole.append([text.strip(), start, end])
    return whole


def _set_heads(model: Any) -> Any:
    """The model with the heads that openai-whisper aligns its size by: a path does not tell it."""
    import whisper

    size = _SIZES[model.dims.n_text_state]
    name = size if model.dims.n_vocab >= _MULTILINGUAL else f"{size}.en"
    model.set_alignment_heads(whisper._ALIGNMENT_HEADS[name])
    return model


def _prepare_whisper(job: Job) -> Hear:
    import whisper

    model = _set_heads(whisper.load_model(job.checkpoint, device="cpu"))

    def hear(recording: Mapping[str, Any]) -> Heard:
        found = model.transcribe(
            _read_samples(recording),
            language=recording["language"],
            word_timestamps=True,
            fp16=False,
        )
        return {"words": _join_pieces(word for part in found["segments"] for word in part["words"])}

    return hear


def _load_faster(job: Job) -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(
        job.weights, device="cpu", compute_type="int8", cpu_threads=len(os.sched_getaffinity(0))
    )


def _prepare_sequential(job: Job) -> Hear:
    return _prepare_faster(_load_faster(job))


def _prepare_batched(job: Job) -> Hear:
    from faster_whisper import BatchedInferencePipeline

    return _prepare_faster(BatchedInferencePipeline(_load_faster(job)), batch_size=_BATCH)


def _prepare_faster(library: Any, **more: Any) -> Hear:
    def hear(recording: Mapping[str, Any]) -> Heard:
        parts, _ = library.transcribe(
            _read_samples(recording), language=recording["language"], word_timestamps=True, **more
        )
        words = [word for part in parts for word in part.words or ()]
        return {
            "words": _join_pieces({"word": w.word, "start": w.start, "end": w.end} for w in words)
        }

    return hear


def _prepare_stable(job: Job) -> Hear:
    library = importlib.import_module("stable_whisper")
    model = _set_heads(library.load_model(job.checkpoint, device="cpu"))

    def hear(recording: Mapping[str, Any]) -> Heard:
        found = model.transcribe(
            _read_samples(recording), language=recording["language"], fp16=False, verbose=None
        )
        words = found.all_words()
        return {
            "words": _join_pieces({"word": w.word, "start": w.start, "end": w.end} for w in words)
        }

    return hear


def _prepare_timestamped(job: Job) -> Hear:
    library = importlib.import_module("whisper_timestamped")
    model = _set_heads(library.load_model(job.checkpoint, device="cpu"))

    def hear(recording: Mapping[str, Any]) -> Heard:
        found = library.transcribe(
            model,
            _read_samples(recording),
            language=recording["language"],
            fp16=False,
            verbose=None,
        )
        words = [word for part in found["segments"] for word in part.get("words", ())]
        return {"words": [[word["text"], word["start"], word["end"]] for word in words]}

    return hear


def _prepare_ours(engine: str) -> Callable[[Job], Hear]:
    """This project's whole hearing, as ``vsl make`` does it, nothing remembered from before."""

    def prepare(job: Job) -> Hear:
        from dataclasses import replace

        from vsl.settings import Settings
        from vsl.workflows.transcribe import Transcriber

        given = Settings.from_environ(os.environ)
        cache = Path(job.folder) / "cache"
        settings = replace(given, cache_dir=cache, whisper_model=job.weights)
        listener = Transcriber.from_settings(settings)

        def hear(recording: Mapping[str, Any]) -> Heard:
            return _hear_ours(listener, engine, recording)

        return hear

    return prepare


def _hear_ours(listener: Any, engine: str, recording: Mapping[str, Any]) -> Heard:
    from vsl.errors import BadInput

    try:
        return _listen(listener, engine, recording)
    except BadInput as error:  # a language that the engine does not know, or nobody speaks
        return {"words": [], "refused": str(error)}


def _listen(listener: Any, engine: str, recording: Mapping[str, Any]) -> Heard:
    from vsl.progress import Progress
    from vsl.speech.recogniser import ListenOptions

    path = Path(recording["path"])
    options = ListenOptions(recording["language"], recording["script"])
    if recording["script"]:
        media, heard = listener.listen(path, options, engine=engine, progress=Progress())
        return {**_describe_transcript(heard), **_describe_deck(media, heard)}
    session = listener.open(path, options, engine=engine, progress=Progress())
    begin, begin_cpu = time.perf_counter(), _measure_cpu_s()
    heard = session.transcript(Progress())
    took = {"seconds": time.perf_counter() - begin, "cpu_seconds": _measure_cpu_s() - begin_cpu}
    return {**_describe_transcript(heard), **took}


def _describe_transcript(heard: Any) -> Heard:
    words = [[word.text, word.start_ms / 1000, word.end_ms / 1000] for word in heard.words]
    return {"words": words, "warnings": list(heard.warnings), "language": heard.language}


def _describe_deck(media: Any, heard: Any) -> Heard:
    """When each slide comes, the place of its first word, and how much of the script was heard."""
    from vsl.model.appearance import Theme
    from vsl.text.script.report import reconcile
    from vsl.workflows.build_deck import make_deck

    deck = make_deck(heard, media.duration_ms, Theme())
    slides = [[slide.start_ms / 1000, slide.words.first] for slide in deck.slides if slide.words]
    report = reconcile(heard.reading, heard.language, media.duration_ms)
    return {"slides": slides, "heard_share": report.heard_share}


OURS = ("whisper", "faster-whisper", "sphinx", "parakeet")
_PREPARE: Mapping[str, tuple[str, Callable[[Job], Hear]]] = {
    "whisper.transcribe": ("openai-whisper", _prepare_whisper),
    "faster-whisper sequential": ("faster-whisper", _prepare_sequential),
    "faster-whisper batched": ("faster-whisper", _prepare_batched),
    "stable-ts": ("stable-ts", _prepare_stable),
    "whisper-timestamped": ("whisper-timestamped", _prepare_timestamped),
    **{f"ours {engine}": ("vsl", _prepare_ours(engine)) for engine in OURS},
}
SYSTEMS = tuple(_PREPARE)


def _measure_cpu_s() -> float:
    times = os.times()  # of processes that were waited for as well
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    """Hear, recording after recording."""
    job = Job(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    package, prepare = _PREPARE[job.system]
    hear = prepare(job)
    hear(job.warm_up)
    for recording in job.recordings:
        begin, begin_cpu = time.perf_counter(), _measure_cpu_s()
        heard = hear(recording)
        took = {"seconds": time.perf_counter() - begin, "cpu_seconds": _measure_cpu_s() - begin_cpu}
        row = {"name": recording["name"], "version": version(package), **took, **heard}
        print(json.dumps(row), file=answer, flush=True)


if __name__ == "__main__":
    main()
