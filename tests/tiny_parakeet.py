"""A transducer of a few hundred weights, set by hand: it hears tones and writes words.

Five tones stand for five tokens. The encoder averages eight frames of each tone's mel bands; the
joint network writes the token of the loudest one, with the durations that TDT has: four frames for
a piece of a word, one for punctuation and for nothing. Files, names and shapes are those that
onnx-asr 0.12 loads for NeMo's TDT models (onnx_asr/models/nemo.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from vsl.speech.recogniser import SAMPLE_RATE_HZ, Samples

TONES_HZ = {" buy": 400, " now": 1000, "er": 2000, ",": 3500, ".": 6000}
TONE_S = 0.24  # three frames of the encoder; a piece of a word covers four
_VOCABULARY = ["<unk>", *TONES_HZ, "<|nospeech|>", "<blk>"]
_NOISE = 5e-4  # hides what a tone leaks into the bands of others; below what counts as sound
_DURATIONS = 5  # 0 to 4 frames
_FEATURES, _SUBSAMPLING, _STATES = 128, 8, 4
_OPSET = 17


def tiny_parakeet(
    folder: Path, infix: str = "", *, spelled: Mapping[str, str] = MappingProxyType({})
) -> Path:
    """Write the model into ``folder``.

    Args:
        infix: of the files' names; ``.int8`` names them as 8-bit ones.
        spelled: how tokens are written otherwise.
    """
    import onnx

    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(_encoder(), folder / f"encoder-model{infix}.onnx")
    onnx.save(_decoder_joint(), folder / f"decoder_joint-model{infix}.onnx")
    tokens = (spelled.get(token, token).replace(" ", "▁") for token in _VOCABULARY)
    rows = (f"{token} {number}\n" for number, token in enumerate(tokens))
    (folder / "vocab.txt").write_text("".join(rows), encoding="utf-8")
    config = {
        "model_type": "nemo-conformer-tdt",
        "features_size": _FEATURES,
        "subsampling_factor": _SUBSAMPLING,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=4))
    return folder


def tones(score: Sequence[tuple[float, str]], seconds: float) -> Samples:
    """A recording in which each token of ``score`` sounds at its second, over a little noise."""
    samples = np.random.default_rng(0).normal(0, _NOISE, int(seconds * SAMPLE_RATE_HZ))
    time = np.arange(int(TONE_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    swell = np.sin(np.pi * time / TONE_S) ** 2  # an edge would sound in every band
    for start_s, token in score:
        first = int(start_s * SAMPLE_RATE_HZ)
        tone = 0.3 * swell * np.sin(2 * np.pi * TONES_HZ[token] * time)
        samples[first : first + len(tone)] += tone
    return samples.astype(np.float32)


def _bands() -> Any:
    """How much of each mel band each tone is, float32 (tones, features)."""
    mel = np.linspace(0, _mel(SAMPLE_RATE_HZ / 2), _FEATURES + 2)[1:-1]
    bands = np.zeros((len(TONES_HZ), _FEATURES), np.float32)
    for row, hz in zip(bands, TONES_HZ.values(), strict=True):
        nearest = int(np.argmin(np.abs(mel - _mel(hz))))
        row[nearest - 1 : nearest + 2] = 1 / 3
    return bands


def _mel(hz: float) -> float:
    """Slaney's scale, as NeMo's features have it."""
    return hz * 3 / 200 if hz < 1000 else 15 + 27 * float(np.log(hz / 1000) / np.log(6.4))


def _encoder() -> Any:
    from onnx import TensorProto, helper, numpy_helper

    kernel = np.repeat(_bands()[:, :, None] / _SUBSAMPLING, _SUBSAMPLING, axis=2)
    nodes = [
        helper.make_node(
            "Conv", ["audio_signal", "kernel"], ["outputs"], strides=[_SUBSAMPLING], name="bands"
        ),
        helper.make_node("Div", ["length", "factor"], ["encoded_lengths"]),
    ]
    return _model(
        nodes,
        [
            helper.make_tensor_value_info("audio_signal", TensorProto.FLOAT, ["b", _FEATURES, "t"]),
            helper.make_tensor_value_info("length", TensorProto.INT64, ["b"]),
        ],
        [
            helper.make_tensor_value_info("outputs", TensorProto.FLOAT, ["b", len(TONES_HZ), "s"]),
            helper.make_tensor_value_info("encoded_lengths", TensorProto.INT64, ["b"]),
        ],
        [
            numpy_helper.from_array(kernel.astype(np.float32), "kernel"),
            numpy_helper.from_array(np.array(_SUBSAMPLING, np.int64), "factor"),
        ],
    )


def _decoder_joint() -> Any:
    from onnx import TensorProto, helper, numpy_helper

    states = [f"{way}_states_{number}" for way in ("input", "output") for number in (1, 2)]
    float_states = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, "b", _STATES]) for name in states
    ]
    nodes = [
        helper.make_node("Reshape", ["encoder_outputs", "row"], ["frame"]),
        helper.make_node("Sub", ["frame", "threshold"], ["above"]),
        helper.make_node("Relu", ["above"], ["loud"]),
        helper.make_node("MatMul", ["loud", "joint"], ["scores"]),
        helper.make_node("Add", ["scores", "bias"], ["biased"]),
        # punctuation does not follow itself: what was written last counts
        helper.make_node("Gather", ["never_again", "targets"], ["seen"]),
        helper.make_node("Reshape", ["seen", "row"], ["seen_row"]),
        helper.make_node("Sub", ["biased", "seen_row"], ["logits"]),
        helper.make_node("Reshape", ["logits", "four"], ["outputs"]),
        helper.make_node("Add", ["input_states_1", "one"], ["output_states_1"]),
        helper.make_node("Identity", ["input_states_2"], ["output_states_2"]),
    ]
    width = len(_VOCABULARY) + _DURATIONS
    constants = {
        "row": np.array([1, -1], np.int64),
        "four": np.array([1, 1, 1, -1], np.int64),
        "threshold": np.array(0.75, np.float32),
        "one": np.array(1, np.float32),
        "joint": _joint(width),
        "bias": _bias(width),
        "never_again": _never_again(width),
    }
    return _model(
        nodes,
        [
            helper.make_tensor_value_info(
                "encoder_outputs", TensorProto.FLOAT, ["b", len(TONES_HZ), "t"]
            ),
            helper.make_tensor_value_info("targets", TensorProto.INT32, ["b", "u"]),
            helper.make_tensor_value_info("target_length", TensorProto.INT32, ["b"]),
            *float_states[:2],
        ],
        [
            helper.make_tensor_value_info("outputs", TensorProto.FLOAT, ["b", "t", "u", width]),
            *float_states[2:],
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )


def _joint(width: int) -> Any:
    joint = np.zeros((len(TONES_HZ), width), np.float32)
    for row, token in zip(joint, TONES_HZ, strict=True):
        row[_VOCABULARY.index(token)] = 8
        row[len(_VOCABULARY) + 4] = 8 if token.strip().isalpha() else 0
    return joint


def _bias(width: int) -> Any:
    bias = np.zeros(width, np.float32)
    bias[_VOCABULARY.index("<blk>")] = 2
    bias[len(_VOCABULARY) + 1] = 2
    return bias


def _never_again(width: int) -> Any:
    table = np.zeros((len(_VOCABULARY), width), np.float32)
    for token in (",", "."):
        table[_VOCABULARY.index(token), _VOCABULARY.index(token)] = 100
    return table


def _model(nodes: Any, inputs: Any, outputs: Any, constants: Any) -> Any:
    from onnx import checker, helper

    graph = helper.make_graph(nodes, "tiny_parakeet", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=9)
    checker.check_model(model)
    return model
