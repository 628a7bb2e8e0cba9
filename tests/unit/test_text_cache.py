"""Caches of texts are bounded by the size of the texts, not by their number."""

from __future__ import annotations

from vsl.basics.text_cache import SizedCache, cache_short_texts, clear_text_caches


def test_short_texts_are_kept_and_long_ones_are_not() -> None:
    worked: list[str] = []

    @cache_short_texts(2, longest=5)
    def count(text: str, language: str = "en") -> int:
        worked.append(text)
        return len(text)

    for text in ("short", "short", "too long", "too long"):
        assert count(text) == len(text)
    assert worked == ["short", "too long", "too long"]
    assert count("short", "a long language") == 5
    assert worked[-1] == "short"
    clear_text_caches()
    count("short")
    assert worked.count("short") == 3


def test_the_values_used_last_are_kept_up_to_the_size() -> None:
    cache = SizedCache[int](100)
    for key in range(10):
        cache.find(key, 30, lambda key=key: key)  # type: ignore[misc]
    assert [cache.find(key, 30, lambda: -1) for key in (7, 8, 9)] == [7, 8, 9]
    assert cache.find(6, 30, lambda: -1) == -1


def test_a_value_larger_than_the_cache_is_not_kept() -> None:
    cache = SizedCache[int](100)
    assert cache.find("small", 10, lambda: 1) == 1
    assert [cache.find("large", 101, lambda n=n: n) for n in (2, 3)] == [2, 3]  # type: ignore[misc]
    assert cache.find("small", 10, lambda: 4) == 1


def test_an_error_is_not_kept() -> None:
    cache = SizedCache[int](100)
    answers = iter([ZeroDivisionError, 5])

    def work() -> int:
        answer = next(answers)
        if isinstance(answer, type):
            raise answer
        return answer

    try:
        cache.find("key", 10, work)
    except ZeroDivisionError:
        assert cache.find("key", 10, work) == 5
    else:
        raise AssertionError("the error was swallowed")
