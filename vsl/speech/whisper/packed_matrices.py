"""Matrices laid out beforehand as a processor's vector instructions read them. Torch on CPUs only.

The same products with the same sums, but for rounding in the last digit; a few rows against a big
matrix (each step of decoding ends with one of 52,000 columns) take half the time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

Tensor: TypeAlias = Any  # torch.Tensor; torch is imported where it is needed only
Product: TypeAlias = Callable[[Tensor], Tensor]

_TRIED = (8, 16, 24)  # rows, columns and width of the product that shows whether it works here


def product(weight: Tensor, bias: Tensor | None = None, *, n_rows: int) -> Product:
    """What gives ``rows @ weight.T + bias``; fastest for about ``n_rows`` rows.

    Holds a copy of ``weight`` where that is of use: float32 on a processor that multiplies float32,
    with a torch that has oneDNN's packed product.
    """
    import torch

    if weight.device.type == "cpu" and weight.dtype == torch.float32 and works_here():
        return _pack_matrix(weight, bias, n_rows)
    return lambda rows: torch.nn.functional.linear(
        rows, weight.to(rows.dtype), None if bias is None else bias.to(rows.dtype)
    )


@cache
def works_here() -> bool:
    """True if this torch multiplies by packed matrices, and nothing else is faster here.

    The operators are those that ``torch.compile`` uses on CPUs; they may go with any release.
    """
    import torch

    if torch.cpu._is_avx512_bf16_supported():  # whisper_decode.fast_arithmetic is faster still
        return False
    n_rows, n_columns, width = _TRIED
    rows = torch.arange(n_rows * width).reshape(n_rows, width).sin()
    weight = torch.arange(n_columns * width).reshape(n_columns, width).cos()
    try:
        found = _pack_matrix(weight, None, n_rows)(rows)
    except (AttributeError, NotImplementedError, RuntimeError):
        return False
    return bool(torch.allclose(found, rows @ weight.T, atol=1e-4))


def _pack_matrix(weight: Tensor, bias: Tensor | None, n_rows: int) -> Product:
    import torch

    operators = torch.ops.mkldnn
    packed = operators._reorder_linear_weight(weight.detach().contiguous(), n_rows)
    return lambda rows: operators._linear_pointwise(rows, packed, bias, "none", [], "")
