"""Matrices packed in advance for a processor's vector instructions. For torch on CPUs.

Products are equal up to rounding in the last digit; those of a few rows and a big matrix (each step
of decoding ends with one of 52,000 columns) take half the time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

Tensor: TypeAlias = Any  # torch.Tensor; torch is imported where it is needed only
Product: TypeAlias = Callable[[Tensor], Tensor]

_TRIED = (8, 16, 24)  # rows, columns and width of the product that shows whether it works here


def product(weight: Tensor, bias: Tensor | None = None, *, n_rows: int) -> Product:
    """Return a function that computes ``rows @ weight.T + bias``, fastest for ``n_rows`` rows.

    Holds a packed copy of ``weight`` if it is float32 on a processor where ``works_here`` is true.
    """
    import torch

    if weight.device.type == "cpu" and weight.dtype == torch.float32 and works_here():
        return _pack_matrix(weight, bias, n_rows)
    return lambda rows: torch.nn.functional.linear(
        rows, weight.to(rows.dtype), None if bias is None else bias.to(rows.dtype)
    )


@cache
def works_here() -> bool:
    """Return whether this torch supports packed matrices and they are the fastest way here.

    The operators are those that ``torch.compile`` uses on CPUs; any release may remove them.
    """
    import torch

    if torch.cpu._is_avx512_bf16_supported():  # ``decoding.fast_arithmetic`` is faster still
        return False
    n_rows, n_columns, width = _TRIED
    rows = torch.arange(n_rows * width).reshape(n_rows, width).sin()
    weight = torch.arange(n_columns * width).reshape(n_columns, width).cos()
    try:
        result = _pack_matrix(weight, None, n_rows)(rows)
    except (AttributeError, NotImplementedError, RuntimeError):
        return False
    return bool(torch.allclose(result, rows @ weight.T, atol=1e-4))


def _pack_matrix(weight: Tensor, bias: Tensor | None, n_rows: int) -> Product:
    import torch

    operators = torch.ops.mkldnn
    packed = operators._reorder_linear_weight(weight.detach().contiguous(), n_rows)
    return lambda rows: operators._linear_pointwise(rows, packed, bias, "none", [], "")
