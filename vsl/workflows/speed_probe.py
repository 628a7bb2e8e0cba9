"""Measure the speed of this machine's engines by transcribing a sample.

Each engine runs in its own process, so that its start is that of a fresh program: five seconds of
the sample twice, the extra time of the first run being the start, then the length of a sales
letter. Takes some seconds per engine; only the returned results are kept.
"""

from __future__ import annotations

import multiprocessing
import wave
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples
from vsl.errors import VslError
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.speech.faster_whisper import recogniser as faster_whisper
from vsl.speech.listening_time import Key, Pace
from vsl.speech.parakeet import recogniser as parakeet
from vsl.speech.recogniser import ListenOptions
from vsl.speech.weights import whisper as weights
from vsl.workflows.machine_speed import ProbedSpeed
from vsl.workflows.transcribe import Transcriber

SHORT_S = 5
LONG_S = 180  # a sales letter: enough windows for batched decoding


def probe_engines(settings: Settings, recording: Path) -> tuple[ProbedSpeed, ...]:
    """Return the speed of each engine that ``auto`` may choose, measured on ``recording``.

    Raises:
        BadInput: the recording can't be used.
    """
    with TemporaryDirectory(prefix="vsl-probe-") as name:
        folder = Path(name)
        transcriber = Transcriber.from_settings(replace(settings, cache_dir=folder / "read"))
        media = transcriber.probe(recording)
        samples = transcriber.samples.samples(recording, media, Progress())
        pieces = [_write(folder, samples, seconds) for seconds in (SHORT_S, LONG_S)]
        return tuple(_probe(key, settings, pieces, folder) for key in engines_to_probe(settings))


def engines_to_probe(settings: Settings) -> tuple[Key, ...]:
    """Return the engines with available weights, and their models; else PocketSphinx."""
    whisper, found = settings.whisper_model, list[Key]()
    if weights.at_hand(whisper):
        found.append(("whisper", whisper))
    if faster_whisper.at_hand(whisper):
        found.append(("faster-whisper", whisper))
    if parakeet.at_hand(settings.parakeet_model):
        found.append(("parakeet", settings.parakeet_model))
    return tuple(found) or (("sphinx", ""),)


def _probe(key: Key, settings: Settings, pieces: list[Path], folder: Path) -> ProbedSpeed:
    engine, model = key
    context = multiprocessing.get_context("spawn")
    settings = replace(settings, cache_dir=folder / engine)
    try:
        with ProcessPoolExecutor(1, mp_context=context) as fresh:
            return ProbedSpeed(
                engine, model, fresh.submit(_measure, settings, key, pieces).result()
            )
    except (VslError, BrokenProcessPool) as error:
        return ProbedSpeed(engine, model, None, str(error))


def _measure(settings: Settings, key: Key, pieces: list[Path]) -> Pace:
    """Return the pace of an engine; run in a fresh process."""
    short, long = pieces
    cold_s, warm_s, long_s = (
        _listen(replace(settings, cache_dir=settings.cache_dir / str(number)), key, piece)
        for number, piece in enumerate((short, short, long))
    )
    return Pace(max(0.0, cold_s - warm_s), ((SHORT_S, warm_s), (LONG_S, max(warm_s, long_s))))


def _listen(settings: Settings, key: Key, piece: Path) -> float:
    """Return the seconds to transcribe a piece with empty caches."""
    start = perf_counter()
    options = ListenOptions(model=key[1])
    Transcriber.from_settings(settings).listen(piece, options, engine=key[0], progress=Progress())
    return perf_counter() - start


def _write(folder: Path, samples: Samples, seconds: int) -> Path:
    """Write ``seconds`` of ``samples``, repeated as needed, to a file; return its path."""
    file = folder / f"{seconds}.wav"
    sound = np.clip(np.resize(samples, seconds * SAMPLE_RATE_HZ), -1.0, 1.0)
    with wave.open(str(file), "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(SAMPLE_RATE_HZ)
        written.writeframes((sound * 32_767).astype("<i2").tobytes())
    return file
