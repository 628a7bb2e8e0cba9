"""Work in even groups."""

from __future__ import annotations

import pytest

from vsl.speech.torch_threads import evenly


@pytest.mark.parametrize(
    ("count", "at_most", "sizes"),
    [(0, 4, []), (1, 4, [1]), (4, 4, [4]), (5, 4, [2, 3]), (23, 16, [11, 12]), (3, 1, [1, 1, 1])],
)
def test_groups_are_few_and_of_nearly_one_size(count: int, at_most: int, sizes: list[int]) -> None:
    groups = list(evenly(range(count), at_most))
    assert [len(group) for group in groups] == sizes
    assert [item for group in groups for item in group] == list(range(count))
