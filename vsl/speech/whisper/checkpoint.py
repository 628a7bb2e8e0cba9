"""Load Whisper's weights into openai-whisper's own class, from OpenAI's file or from a conversion.

CTranslate2's conversion (``model.bin``, ``config.json``) holds the same 16-bit floats as OpenAI's
``.pt``; it is turned into the checkpoint that such a file contains.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vsl.errors import BadInput
from vsl.speech.weights import converted as converted_weights
from vsl.speech.weights import whisper as weights
from vsl.speech.weights.ctranslate2_file import Array, read_model_file

if TYPE_CHECKING:
    import whisper

_SPECIFICATION = "WhisperSpec"
_NORM = (("weight", "gamma"), ("bias", "beta"))  # of openai-whisper, of CTranslate2
_LINEAR = (("weight", "weight"), ("bias", "bias"))


def load_model(name: str, device: str) -> whisper.Whisper:
    """Load the Whisper model ``name``, or the one at that path, on ``device``.

    Takes OpenAI's checkpoint where it is on this machine, else a conversion, else fetches OpenAI's.

    Raises:
        NotInstalled: the weights on this machine are not the published ones.
        BadInput: the path holds no Whisper model.
        RuntimeError, OSError: what ``whisper.load_model`` raises.
    """
    import whisper

    if not weights.has_checkpoint(name) and (folder := converted_weights.find_folder(name)):
        return load_converted_model(folder, device)
    return whisper.load_model(name, device=device)


def read_checkpoint(folder: Path) -> dict[str, Any]:
    """Return the checkpoint of a converted model: ``dims`` and ``model_state_dict``.

    Args:
        folder: holds ``model.bin``, written by CTranslate2's converter without quantization.
    Raises:
        BadInput: the folder holds no Whisper model, or one in 8-bit numbers.
        OSError: the file can't be opened.
    """
    import torch

    file = folder / "model.bin"
    model = read_model_file(file)
    if model.specification != _SPECIFICATION:
        raise BadInput(f"{file} is no Whisper model but a {model.specification}.")
    try:
        dims = _read_dims(model.arrays)
        state = dict(_read_state(model.arrays, dims))
    except KeyError as error:
        raise BadInput(f"{file} lacks {error.args[0]}: convert the model anew.") from error
    except (IndexError, TypeError, ValueError) as error:
        raise BadInput(
            f"{file} has other shapes than Whisper's: convert the model anew."
        ) from error
    if any(array.dtype.kind != "f" for array in state.values()):
        raise BadInput(
            f"{file} is quantized, which the engine whisper can't load: convert the model without"
            " --quantization or to float16, or take the engine faster-whisper."
        )
    # Copied: torch writes into what it is given, and the file is mapped read-only.
    tensors = {name: torch.from_numpy(array.copy()) for name, array in state.items()}
    return {"dims": dims, "model_state_dict": tensors}


def load_converted_model(folder: Path, device: str) -> whisper.Whisper:
    """Load the converted model in ``folder`` as openai-whisper's own class.

    Its alignment heads, which give words their times, are those in ``config.json``.

    Raises:
        BadInput: see ``read_checkpoint``.
    """
    import torch
    import whisper

    checkpoint = read_checkpoint(folder)
    model = whisper.Whisper(whisper.model.ModelDimensions(**checkpoint["dims"]))
    try:
        model.load_state_dict(checkpoint["model_state_dict"])
    except RuntimeError as error:
        raise BadInput(f"{folder} has other shapes than Whisper's: convert it anew.") from error
    heads = _read_alignment_heads(folder / "config.json")
    if heads:
        chosen = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
        for layer, head in heads:
            chosen[layer, head] = True
        model.register_buffer("alignment_heads", chosen.to_sparse(), persistent=False)
    return model.to(device)


def _read_alignment_heads(file: Path) -> list[tuple[int, int]]:
    """Return layer and number of each head that follows the sound; none if ``file`` names none."""
    try:
        heads = json.loads(file.read_text("utf-8")).get("alignment_heads") or []
        return [(int(layer), int(head)) for layer, head in heads]
    except (AttributeError, TypeError, ValueError) as error:
        raise BadInput(f"{file} is damaged: convert the model anew.") from error


def _read_dims(arrays: dict[str, Array]) -> dict[str, int]:
    """Return the fields of ``whisper.model.ModelDimensions``."""
    n_audio_ctx, n_audio_state = arrays["encoder/position_encodings/encodings"].shape
    n_text_ctx, n_text_state = arrays["decoder/position_encodings/encodings"].shape
    return {
        "n_mels": arrays["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": n_audio_ctx,
        "n_audio_state": n_audio_state,
        "n_audio_head": int(arrays["encoder/num_heads"]),
        "n_audio_layer": _count_layers(arrays, "encoder"),
        "n_vocab": arrays["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": n_text_ctx,
        "n_text_state": n_text_state,
        "n_text_head": int(arrays["decoder/num_heads"]),
        "n_text_layer": _count_layers(arrays, "decoder"),
    }


def _count_layers(arrays: dict[str, Array], half: str) -> int:
    names = {name.split("/")[1] for name in arrays if name.startswith(f"{half}/layer_")}
    return len(names - {"layer_norm"})


def _read_state(arrays: dict[str, Array], dims: dict[str, int]) -> Iterator[tuple[str, Array]]:
    """Yield the model's tensors under openai-whisper's names."""
    yield "decoder.token_embedding.weight", arrays["decoder/embeddings/weight"]
    for convolution in ("conv1", "conv2"):
        yield from _copy(arrays, f"encoder/{convolution}", f"encoder.{convolution}", _LINEAR)
    for half, norm in (("encoder", "ln_post"), ("decoder", "ln")):
        yield f"{half}.positional_embedding", arrays[f"{half}/position_encodings/encodings"]
        yield from _copy(arrays, f"{half}/layer_norm", f"{half}.{norm}", _NORM)
        layers = dims["n_audio_layer" if half == "encoder" else "n_text_layer"]
        for number in range(layers):
            yield from _read_block(arrays, f"{half}/layer_{number}", f"{half}.blocks.{number}")


def _read_block(arrays: dict[str, Array], source: str, block: str) -> Iterator[tuple[str, Array]]:
    """Yield one layer: attention to itself, in the decoder attention to the sound, and the rest."""
    attention = f"{source}/self_attention"
    yield from _split(arrays, f"{attention}/linear_0", f"{block}.attn", ("query", "key", "value"))
    yield from _copy(arrays, f"{attention}/linear_1", f"{block}.attn.out", _LINEAR)
    yield from _copy(arrays, f"{attention}/layer_norm", f"{block}.attn_ln", _NORM)
    cross = f"{source}/attention"
    if f"{cross}/linear_0/weight" in arrays:
        yield from _copy(arrays, f"{cross}/linear_0", f"{block}.cross_attn.query", _LINEAR)
        yield from _split(arrays, f"{cross}/linear_1", f"{block}.cross_attn", ("key", "value"))
        yield from _copy(arrays, f"{cross}/linear_2", f"{block}.cross_attn.out", _LINEAR)
        yield from _copy(arrays, f"{cross}/layer_norm", f"{block}.cross_attn_ln", _NORM)
    yield from _copy(arrays, f"{source}/ffn/linear_0", f"{block}.mlp.0", _LINEAR)
    yield from _copy(arrays, f"{source}/ffn/linear_1", f"{block}.mlp.2", _LINEAR)
    yield from _copy(arrays, f"{source}/ffn/layer_norm", f"{block}.mlp_ln", _NORM)


def _copy(
    arrays: dict[str, Array], source: str, target: str, names: tuple[tuple[str, str], ...]
) -> Iterator[tuple[str, Array]]:
    for ours, theirs in names:
        yield f"{target}.{ours}", arrays[f"{source}/{theirs}"]


def _split(
    arrays: dict[str, Array], source: str, target: str, names: tuple[str, ...]
) -> Iterator[tuple[str, Array]]:
    """Yield the matrices that CTranslate2 keeps in one; Whisper's keys have no bias."""
    weights = np.split(arrays[f"{source}/weight"], len(names))
    biases = np.split(arrays[f"{source}/bias"], len(names))
    for name, weight, bias in zip(names, weights, biases, strict=True):
        yield f"{target}.{name}.weight", weight
        if name != "key":
            yield f"{target}.{name}.bias", bias
