"""Work ahead of its taker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.export.lookahead import results_ahead


@given(st.lists(st.integers()), st.integers(0, 5))
def test_results_come_in_the_order_of_the_items(items: list[int], depth: int) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert list(results_ahead(pool, str, items, depth)) == [str(item) for item in items]


def test_no_more_than_the_depth_is_begun_before_it_is_wanted() -> None:
    items = iter(range(100))
    with ThreadPoolExecutor(2) as pool:
        results = results_ahead(pool, str, items, 4)
        assert [next(results), next(results)] == ["0", "1"]
        assert next(items) == 6


def test_an_error_reaches_the_taker() -> None:
    with ThreadPoolExecutor(2) as pool, pytest.raises(ValueError, match="'x'"):
        list(results_ahead(pool, int, ["1", "x"], 1))
