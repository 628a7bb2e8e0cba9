"""How much of a request has arrived is told from its bytes, however they are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.web.request_head import (
    LEAST_BODY_BYTES,
    LONGEST_HEAD_BYTES,
    SMALL_BODY_BYTES,
    Arrival,
    RequestHead,
    read_head,
)

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\n%b\r\n\r\n"


def arrival(received: bytes) -> Arrival:
    head = read_head(received)
    return head if isinstance(head, Arrival) else head.arrival(received)


@given(st.integers(0, len(GET) - 1))
def test_a_part_of_a_head_is_no_request(length: int) -> None:
    assert arrival(GET[:length]) is Arrival.HEAD


@pytest.mark.parametrize("head", [GET, GET.replace(b"\r\n", b"\n"), GET + GET])
def test_a_request_without_a_body_is_whole(head: bytes) -> None:
    assert arrival(head) is Arrival.READY


@given(st.integers(0, 99))
def test_a_small_body_is_awaited_whole(length: int) -> None:
    request = POST % b"Content-Length: 100" + bytes(length)
    assert arrival(request) is Arrival.BODY
    assert arrival(request + bytes(100 - length)) is Arrival.READY


def test_of_a_large_body_its_beginning_is_awaited() -> None:
    request = POST % b"content-length:%d" % (SMALL_BODY_BYTES + 1)
    assert arrival(request + bytes(LEAST_BODY_BYTES - 1)) is Arrival.BODY
    assert arrival(request + bytes(LEAST_BODY_BYTES)) is Arrival.READY


def test_of_a_body_in_chunks_its_end_or_its_beginning_is_awaited() -> None:
    request = POST % b"Transfer-Encoding: gzip, chunked"
    assert arrival(request + b"3\r\nabc\r\n") is Arrival.BODY
    assert arrival(request + b"3\r\nabc\r\n0\r\n\r\n") is Arrival.READY
    assert arrival(request + bytes(LEAST_BODY_BYTES)) is Arrival.READY


def test_a_head_without_end_is_refused() -> None:
    assert arrival(b"GET / HTTP/1.1\r\nX: " + b"x" * LONGEST_HEAD_BYTES) is Arrival.TOO_LARGE
    whole = b"GET / HTTP/1.1\r\nX: " + b"x" * LONGEST_HEAD_BYTES + b"\r\n\r\n"
    assert arrival(whole) is Arrival.TOO_LARGE


def test_the_sender_that_proxies_name_is_read() -> None:
    named = POST % b"X-Forwarded-For: 1.1.1.1\r\nx-forwarded-for: 2.2.2.2"
    head = read_head(named)
    assert isinstance(head, RequestHead)
    assert [each.strip() for each in head.forwarded_for.split(",")] == ["1.1.1.1", "2.2.2.2"]
