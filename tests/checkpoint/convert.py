"""Turn a checkpoint of openai-whisper into a model folder for CTranslate2 and faster-whisper.

    python -m tests.checkpoint.convert tests/data/whisper-espeak.pt out/whisper-espeak-ct2

Needs what the extra ``fast`` installs. faster-whisper reads the folder without any network, since
the vocabulary comes from openai-whisper's own file.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import whisper
from ctranslate2.converters.utils import fuse_linear
from ctranslate2.specs import common_spec
from ctranslate2.specs.whisper_spec import WhisperConfig, WhisperSpec
from tokenizers import AddedToken, decoders, models, pre_tokenizers
from tokenizers import Tokenizer as FastTokenizer
from torch import nn
from whisper.model import MultiHeadAttention, ResidualAttentionBlock, Whisper
from whisper.tokenizer import Tokenizer, get_tokenizer


def convert(checkpoint: Path, folder: Path, quantization: str | None = None) -> Path:
    """Write the model folder; it is made where it is missing.

    Args:
        quantization: CTranslate2's name of a type, such as ``float16``; None keeps 32-bit floats.
    """
    model = whisper.load_model(str(checkpoint), device="cpu")
    words = get_tokenizer(model.is_multilingual, num_languages=model.num_languages)
    spec = _spec(model, words)
    folder.mkdir(parents=True, exist_ok=True)
    spec.validate()
    spec.optimize(quantization)
    spec.save(str(folder))
    _fast_tokenizer(words).save(str(folder / "tokenizer.json"))
    return folder


def _spec(model: Whisper, words: Tokenizer) -> WhisperSpec:
    dims, encoder, decoder = model.dims, model.encoder, model.decoder
    spec = WhisperSpec(
        dims.n_audio_layer, dims.n_audio_head, dims.n_text_layer, dims.n_text_head
    )  # fmt: skip
    _copy(spec.encoder.conv1, encoder.conv1)
    _copy(spec.encoder.conv2, encoder.conv2)
    spec.encoder.position_encodings.encodings = encoder.positional_embedding.numpy()
    _copy_norm(spec.encoder.layer_norm, encoder.ln_post)
    _copy_blocks(spec.encoder.layer, encoder.blocks)
    spec.decoder.embeddings.weight = decoder.token_embedding.weight.detach().numpy()
    spec.decoder.projection.weight = decoder.token_embedding.weight.detach().numpy()
    spec.decoder.position_encodings.encodings = decoder.positional_embedding.detach().numpy()
    _copy_norm(spec.decoder.layer_norm, decoder.ln)
    _copy_blocks(spec.decoder.layer, decoder.blocks)
    spec.register_vocabulary(_vocabulary(words))
    _configure(spec.config, model, words)
    return spec


def _copy_blocks(layers: Iterable[Any], blocks: Iterable[ResidualAttentionBlock]) -> None:
    for layer, block in zip(layers, blocks, strict=True):
        _copy_attention(layer.self_attention, block.attn, fused=(3,))
        _copy_norm(layer.self_attention.layer_norm, block.attn_ln)
        if block.cross_attn is not None:
            _copy_attention(layer.attention, block.cross_attn, fused=(1, 2))
            _copy_norm(layer.attention.layer_norm, block.cross_attn_ln)
        _copy(layer.ffn.linear_0, block.mlp[0])
        _copy(layer.ffn.linear_1, block.mlp[2])
        _copy_norm(layer.ffn.layer_norm, block.mlp_ln)


def _copy_attention(spec: Any, attention: MultiHeadAttention, fused: tuple[int, ...]) -> None:
    """Query, key and value as CTranslate2 keeps them: in one matrix, or the query apart."""
    parts = []
    for layer in (attention.query, attention.key, attention.value):
        parts.append(common_spec.LinearSpec())
        _copy(parts[-1], layer)
    for target, count in zip(spec.linear, fused, strict=False):
        fuse_linear(target, [parts.pop(0) for _ in range(count)])
    _copy(spec.linear[-1], attention.out)


def _copy(spec: Any, layer: nn.Linear | nn.Conv1d) -> None:
    spec.weight = layer.weight.detach().numpy()
    if layer.bias is not None:
        spec.bias = layer.bias.detach().numpy()


def _copy_norm(spec: Any, norm: nn.LayerNorm) -> None:
    spec.gamma = norm.weight.detach().numpy()
    spec.beta = norm.bias.detach().numpy()


def _configure(config: WhisperConfig, model: Whisper, words: Tokenizer) -> None:
    """What the converter for Hugging Face's checkpoints writes too."""
    dims = model.dims
    special = (words.sot, words.sot_prev, words.sot_lm, words.transcribe, words.translate)
    config.suppress_ids = sorted({*words.non_speech_tokens, *special, words.no_speech})
    config.suppress_ids_begin = [*words.encode(" "), words.eot]
    config.lang_ids = sorted(words.all_language_tokens)
    upper_half = range(dims.n_text_layer // 2, dims.n_text_layer)
    config.alignment_heads = list(product(upper_half, range(dims.n_text_head)))


def _vocabulary(words: Tokenizer) -> list[str]:
    """Every token's text by its number, with bytes spelled as GPT-2 does."""
    letters = _byte_letters()
    plain = [_spelled(token, letters) for token in _ranks(words)]
    special = sorted(words.encoding._special_tokens.items(), key=lambda item: item[1])
    return plain + [name for name, _ in special]


def _fast_tokenizer(words: Tokenizer) -> FastTokenizer:
    """The same vocabulary for the library ``tokenizers``, which asks for merges, not for ranks."""
    letters = _byte_letters()
    ranks = _ranks(words)
    vocabulary = {_spelled(token, letters): rank for token, rank in ranks.items()}
    pairs = [_merged_from(token, ranks) for token in ranks if len(token) > 1]
    merges = [(_spelled(first, letters), _spelled(second, letters)) for first, second in pairs]
    fast = FastTokenizer(models.BPE(vocabulary, merges))
    fast.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    fast.decoder = decoders.ByteLevel()
    special = sorted(words.encoding._special_tokens.items(), key=lambda item: item[1])
    fast.add_special_tokens([AddedToken(name, special=True) for name, _ in special])
    return fast


def _ranks(words: Tokenizer) -> Mapping[bytes, int]:
    ranks: Mapping[bytes, int] = words.encoding._mergeable_ranks
    return dict(sorted(ranks.items(), key=lambda item: item[1]))


def _merged_from(token: bytes, ranks: Mapping[bytes, int]) -> tuple[bytes, bytes]:
    """The two tokens that byte pair encoding joins last to make this one."""
    parts = [token[place : place + 1] for place in range(len(token))]
    while len(parts) > 2:
        pairs = [ranks.get(parts[n] + parts[n + 1], len(ranks)) for n in range(len(parts) - 1)]
        place = int(np.argmin(pairs))
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
    return parts[0], parts[1]


def _byte_letters() -> list[str]:
    """GPT-2's letter for each byte: itself where it can be seen (gpt-2/src/encoder.py)."""
    seen = {*range(33, 127), *range(161, 173), *range(174, 256)}
    unseen = iter(range(256, 512))
    return [chr(byte if byte in seen else next(unseen)) for byte in range(256)]


def _spelled(token: bytes, letters: list[str]) -> str:
    return "".join(letters[byte] for byte in token)


def main() -> None:
    """Convert."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    print(convert(arguments.checkpoint, arguments.folder))


if __name__ == "__main__":
    main()
