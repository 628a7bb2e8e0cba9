"""Packed matrices give what plain ones give."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from vsl.speech.whisper import packed_matrices as packed


@pytest.fixture(autouse=True)
def _as_found() -> Any:
    packed.works_here.cache_clear()
    yield
    packed.works_here.cache_clear()


def _matrices() -> tuple[Any, Any, Any]:
    numbers = torch.Generator().manual_seed(0)
    shapes = ((5, 2, 48), (130, 48), (130,))
    rows, weight, bias = (torch.randn(shape, generator=numbers) for shape in shapes)
    return rows, weight, bias


@pytest.mark.parametrize("kind", [torch.float32, torch.float64])
def test_a_packed_product_is_the_plain_one(kind: Any) -> None:
    rows, weight, bias = (matrix.to(kind) for matrix in _matrices())
    with torch.inference_mode():
        assert torch.allclose(packed.product(weight, n_rows=8)(rows), rows @ weight.T, atol=1e-4)
        found = packed.product(weight, bias, n_rows=1)(rows)
        assert torch.allclose(found, rows @ weight.T + bias, atol=1e-4)


@pytest.mark.parametrize("error", [AttributeError("gone"), RuntimeError("not for this processor")])
def test_without_the_operator_the_plain_product_serves(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        raise error

    monkeypatch.setattr(packed, "_pack_matrix", fail)
    rows, weight, _ = _matrices()
    assert not packed.works_here(torch.float32)
    assert torch.equal(packed.product(weight, n_rows=8)(rows), rows @ weight.T)


def test_an_operator_that_miscounts_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "_pack_matrix", lambda weight, *_: lambda rows: rows @ weight.T + 1)
    assert not packed.works_here(torch.float32)


@pytest.mark.skipif(not packed.has_bfloat16(), reason="needs a processor with bfloat16")
def test_a_product_in_bfloat16_is_near_the_plain_one() -> None:
    rows, weight, bias = (matrix.to(torch.bfloat16) for matrix in _matrices())
    with torch.inference_mode():
        found = packed.product(weight, bias, n_rows=8)(rows)
    assert found.dtype == torch.bfloat16
    exact = rows.double() @ weight.double().T + bias.double()
    assert (found - exact).abs().max() < 0.01 * exact.abs().max()
