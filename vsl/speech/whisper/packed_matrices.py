"""Matrices packed in advance for a processor's vector instructions. For torch on CPUs.

In float32, products are equal up to rounding in the last digit; those of a few rows and a big
matrix take half the time. In bfloat16, on processors with instructions for it, many rows take a
fourth of the time; numbers keep 8 bits, sums stay float32.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

Tensor: TypeAlias = Any  # torch.Tensor; torch is imported where it is needed only
Product: TypeAlias = Callable[[Tensor], Tensor]

_TRIED = (8, 16, 24)  # rows, columns and width of the product that shows whether it works here
_TOLERANCE = {"torch.float32": 1e-4, "torch.bfloat16": 0.2}


def product(weight: Tensor, bias: Tensor | None = None, *, n_rows: int) -> Product:
    """Return a function that computes ``rows @ weight.T + bias``, fastest for ``n_rows`` rows.

    Holds a packed copy of ``weight`` if it is on a processor on which packing works for its type.
    """
    import torch

    if weight.device.type == "cpu" and works_here(weight.dtype):
        return _pack_matrix(weight, bias, n_rows)
    return lambda rows: torch.nn.functional.linear(
        rows, weight.to(rows.dtype), None if bias is None else bias.to(rows.dtype)
    )


@cache
def works_here(dtype: Any) -> bool:
    """Return whether packed matrices of a type work with this torch and are fast here.

    The operators are those that ``torch.compile`` uses on CPUs; any release may remove them.
    """
    import torch

    if dtype != torch.float32 and not (dtype == torch.bfloat16 and has_bfloat16()):
        return False
    n_rows, n_columns, width = _TRIED
    rows = torch.arange(n_rows * width).reshape(n_rows, width).sin().to(dtype)
    weight = torch.arange(n_columns * width).reshape(n_columns, width).cos().to(dtype)
    try:
        result = _pack_matrix(weight, None, n_rows)(rows)
    except (AttributeError, NotImplementedError, RuntimeError):
        return False
    exact = rows.float() @ weight.float().T
    return bool(torch.allclose(result.float(), exact, atol=_TOLERANCE[str(dtype)]))


def has_bfloat16() -> bool:
    """Return whether this processor has instructions for bfloat16 (AVX-512 BF16 or AMX)."""
    import torch

    return bool(torch.cpu._is_avx512_bf16_supported())


def _pack_matrix(weight: Tensor, bias: Tensor | None, n_rows: int) -> Product:
    import torch

    operators = torch.ops.mkldnn
    packed = operators._reorder_linear_weight(weight.detach().contiguous(), n_rows)
    return lambda rows: operators._linear_pointwise(rows, packed, bias, "none", [], "")
