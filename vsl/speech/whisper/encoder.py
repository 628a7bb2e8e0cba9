"""A faster version of openai-whisper's audio encoder for CPUs: spectra in, features out.

Layer by layer as ``whisper.model.AudioEncoder``, but with packed matrices, and with the wide middle
of each layer computed in blocks of frames that fit the processor's cache. Features differ from the
library's in the last digit; on processors with bfloat16 matrices and attention have that type, as
they have float16 on GPUs, and features differ by about a hundredth.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

from vsl.speech.whisper.packed_matrices import Product, Tensor, has_bfloat16, product, works_here

_MOST_BYTES = 400 << 20  # of packed float32: enough for whisper's small; larger models run unpacked
_FRAMES = 300  # at once in a layer's middle, 1.2 to 3.7 MB; of 150, 300, 500 and 1,500 the fastest


class Encoder:
    """A model's encoder with packed matrices."""

    def __init__(self, encoder: Any) -> None:
        """Pack the matrices of ``whisper.Whisper.encoder`` where that is faster."""
        linears = list(chain.from_iterable(map(_linears, encoder.blocks)))
        size_bytes = sum(linear.weight.nbytes for linear in linears)
        on_processor = all(linear.weight.device.type == "cpu" for linear in linears)
        self._encoder = encoder
        self._type = _choose_type()
        self._packed: dict[Any, Product] = {}
        if on_processor and size_bytes <= _MOST_BYTES and works_here(self._type):
            self._packed = {linear: self._pack(linear) for linear in linears}

    def __call__(self, spectra: Tensor) -> Tensor:
        """Return features, shape (n_windows, n_audio_context, width)."""
        if not self._packed:
            return self._encoder(spectra)
        from torch.nn.functional import gelu

        encoder = self._encoder
        hidden = gelu(encoder.conv2(gelu(encoder.conv1(spectra)))).transpose(1, 2)
        hidden = hidden.contiguous() + encoder.positional_embedding
        for block in encoder.blocks:
            hidden += self._attention(block.attn, block.attn_ln(hidden).to(self._type))
            into, _, out = block.mlp
            for frames in hidden.split(_FRAMES, dim=1):
                middle = self._packed[into](block.mlp_ln(frames).to(self._type))
                frames += self._packed[out](gelu(middle))
        return encoder.ln_post(hidden)

    def _attention(self, attention: Any, hidden: Tensor) -> Tensor:
        from torch.nn.functional import scaled_dot_product_attention

        query, key, value = (
            self._packed[linear](hidden).unflatten(-1, (attention.n_head, -1)).transpose(1, 2)
            for linear in (attention.query, attention.key, attention.value)
        )
        attended = scaled_dot_product_attention(query, key, value)
        return self._packed[attention.out](attended.transpose(1, 2).flatten(2))

    def _pack(self, linear: Any) -> Product:
        bias = None if linear.bias is None else linear.bias.to(self._type)
        return product(linear.weight.to(self._type), bias, n_rows=_FRAMES)


def _choose_type() -> Any:
    import torch

    return torch.bfloat16 if has_bfloat16() else torch.float32


def _linears(block: Any) -> list[Any]:
    """Return a layer's linear modules."""
    attention, (into, _, out) = block.attn, block.mlp
    return [attention.query, attention.key, attention.value, attention.out, into, out]
