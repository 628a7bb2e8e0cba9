"""When a service is asked again: its own wish first, else waits that double and scatter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from vsl.basics.retry import RetryPlan, is_passing, read_retry_after


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("2", 2.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("", None),
        ("soon", None),
        ("inf", None),
        ("nan", None),
        ("1e999", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 99 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_a_retry_after_header_is_read_as_seconds(header: str, seconds: float | None) -> None:
    assert read_retry_after(header) == seconds


def test_a_retry_after_header_may_name_the_time() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 60 < (read_retry_after(later) or 0) <= 90


def test_waits_double_and_scatter_up_to_the_longest() -> None:
    plan = RetryPlan(tries=9, first_wait_s=1.0, longest_wait_s=20.0)
    for tries_made, usual_s in ((1, 1.0), (2, 2.0), (3, 4.0)):
        waits = [plan.wait_s(tries_made) or 0 for _ in range(50)]
        assert len(set(waits)) > 10
        assert all(0.75 * usual_s <= wait <= 1.25 * usual_s for wait in waits)
    assert plan.wait_s(8) == 20.0


def test_after_the_last_try_there_is_no_wait() -> None:
    plan = RetryPlan(tries=2)
    assert plan.wait_s(1) is not None
    assert plan.wait_s(2) is None
    assert plan.wait_s(2, "1") is None


def test_the_services_own_wish_counts_unless_it_is_too_long() -> None:
    plan = RetryPlan(tries=3, longest_wait_s=60.0)
    assert plan.wait_s(1, "7") == 7.0
    assert plan.wait_s(1, "61") is None


def test_busy_and_broken_servers_are_worth_another_try() -> None:
    assert all(map(is_passing, (408, 409, 425, 429, 500, 502, 503, 504)))
    assert not any(map(is_passing, (200, 302, 400, 401, 403, 404, 410, 422)))
