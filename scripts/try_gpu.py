"""Check on a machine with an NVIDIA GPU what can't be tested elsewhere; exit 1 if a check fails.

    PYTHONPATH=. python scripts/try_gpu.py [RECORDING]

Needs the CUDA build of PyTorch, and weights for both engines. Checked are: the device of models,
16-bit features, batches by free memory, equal words on GPU and processor, released memory, the
choice among models, and the real-time factors that advice is based on. RECORDING defaults to the
sample pitch.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rapidfuzz.distance import Levenshtein

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples, duration_ms
from vsl.basics.files import CacheFolder
from vsl.media.limits import MediaLimits
from vsl.media.probe import probe
from vsl.media.samples import SampleCache
from vsl.ops.gpu import gpu_memory_bytes
from vsl.progress import Progress
from vsl.speech.advice import recommend_model
from vsl.speech.faster_whisper import recogniser as faster_whisper
from vsl.speech.listening_time import Machine
from vsl.speech.recogniser import ListenOptions
from vsl.speech.registry import Parts, choose_engine, create_recogniser
from vsl.speech.whisper import models
from vsl.speech.whisper.recogniser import BATCH_SIZE, fitting

ROOT = Path(__file__).resolve().parents[1]
MODEL = "base"
_REPEATED = 10  # times, for a factor hardly affected by the start
_SAME_SHARE = 0.02  # of the words, may differ between 16 and 32 bits
_LEFT_BYTES = 64 << 20  # of CUDA itself, after models are released


@dataclass(frozen=True, slots=True)
class Fact:
    """The result of a check."""

    name: str
    holds: bool
    seen: str


def main() -> int:
    """Print the results; return 1 if a check failed, 2 without a GPU."""
    import torch

    if not torch.cuda.is_available():
        print("No CUDA device is visible to PyTorch; run this where one is.", file=sys.stderr)
        return 2
    recording = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "samples" / "pitch.mp4"
    facts = list(_find_facts(_read(recording)))
    for fact in facts:
        print(f"{'ok    ' if fact.holds else 'FAILED'} {fact.name}: {fact.seen}")
    return 0 if all(fact.holds for fact in facts) else 1


def _find_facts(samples: Samples) -> Iterator[Fact]:
    import torch

    device = models.get_device()
    yield Fact("models run on the GPU", device == "cuda", device)
    words = {place: _hear("whisper", samples, place == "cuda") for place in ("cuda", "cpu")}
    apart = Levenshtein.normalized_distance(words["cuda"], words["cpu"])
    yield Fact("the same words as on the processor", apart <= _SAME_SHARE, f"{apart:.1%} differ")
    model = models.get_whisper_model(MODEL, "cuda")
    free_bytes, total_bytes = torch.cuda.mem_get_info()
    batch = min(BATCH_SIZE, fitting(model.dims, free_bytes // 2))
    yield Fact("a batch by free memory", batch >= 1, f"{batch} windows, {free_bytes >> 20} MB free")
    del model
    fast = faster_whisper.load_model(MODEL)
    kind = fast.model.compute_type
    yield Fact("faster-whisper in 16 bits", "float16" in kind, kind)
    del fast
    yield from _find_factors(samples)
    models.release_memory()
    left = torch.cuda.memory_allocated()
    yield Fact("memory is given back", left <= _LEFT_BYTES, f"{left >> 20} MB are still taken")
    machine = Machine(cores=2, memory_bytes=8 << 30, gpu_memory_bytes=gpu_memory_bytes())
    advice = recommend_model(duration_ms(samples), machine, "en")
    holds = machine.has_gpu and machine.gpu_memory_bytes <= total_bytes * 1.1
    yield Fact("the GPU counts in the advice", holds, f"{advice.model}: {advice.reason}")
    choice = choose_engine("auto", ListenOptions(), machine=machine)
    yield Fact("auto chooses an engine", choice.name != "sphinx", choice.name)


def _find_factors(samples: Samples) -> Iterator[Fact]:
    """Yield each engine's real-time factor, and PyTorch's peak memory."""
    import numpy as np
    import torch

    longer = np.tile(samples, _REPEATED)
    for engine in ("whisper", "faster-whisper"):
        torch.cuda.reset_peak_memory_stats()
        _hear(engine, samples, True)
        started = time.perf_counter()
        _hear(engine, longer, True)
        factor = (time.perf_counter() - started) / (len(longer) / SAMPLE_RATE_HZ)
        peak = torch.cuda.max_memory_allocated() >> 20
        seen = json.dumps({"engine": engine, "model": MODEL, "factor": round(factor, 4)})
        yield Fact("a real-time factor", factor < 1, f"{seen}, {peak} MB at most")


def _hear(engine: str, samples: Samples, use_gpu: bool) -> list[str]:
    device = models.get_device(use_gpu)
    parts = Parts(
        load_whisper=lambda name: models.get_whisper_model(name, device, cache_size=2),
        whisper_model=MODEL,
        use_gpu=use_gpu,
    )
    heard = create_recogniser(engine, parts).transcribe(samples, ListenOptions("en"), Progress())
    return [word.text for word in heard.words]


def _read(recording: Path) -> Samples:
    limits = MediaLimits()
    with TemporaryDirectory() as folder:
        cache = SampleCache(CacheFolder(Path(folder), "samples"), limits)
        return cache.samples(recording, probe(recording, limits=limits), Progress()).copy()


if __name__ == "__main__":
    sys.exit(main())
