"""How many threads engines compute with."""

from __future__ import annotations

import doctest
import os

import pytest

from vsl.speech import threads
from vsl.speech.threads import count_threads


@pytest.mark.parametrize(("asked", "count"), [("1", 1), (" 4 ", 4), ("4,2", 4), ("1024", 1024)])
def test_the_setting_of_openmp_is_obeyed(asked: str, count: int) -> None:
    assert count_threads({"OMP_NUM_THREADS": asked}) == count


@pytest.mark.parametrize("asked", ["", "0", "-2", "many"])
def test_what_is_no_number_of_threads_leaves_all_cores(asked: str) -> None:
    assert count_threads({"OMP_NUM_THREADS": asked}) == len(os.sched_getaffinity(0))
    assert count_threads({}) >= 1


def test_the_example_is_true() -> None:
    assert doctest.testmod(threads).failed == 0
