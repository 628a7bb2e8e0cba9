"""How much of a request has arrived, told from its bytes before a thread reads it.

Only as much of HTTP is read here as tells a whole request from a part; the server's own parser
checks the rest. Source: https://datatracker.ietf.org/doc/html/rfc9112
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

LONGEST_HEAD_BYTES = 64 << 10
SMALL_BODY_BYTES = 64 << 10  # a body up to this size is awaited whole
LEAST_BODY_BYTES = 16 << 10  # of a larger one so much, before a thread receives the rest

_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*([0-9]{1,18})[ \t]*\r?$", re.I | re.M)
_CHUNKED = re.compile(rb"^transfer-encoding[ \t]*:.*chunked", re.I | re.M)
_CONTINUE = re.compile(rb"^expect[ \t]*:[ \t]*100-continue", re.I | re.M)
_FORWARDED_FOR = re.compile(rb"^x-forwarded-for[ \t]*:(.*)$", re.I | re.M)
_LAST_CHUNK = b"0\r\n\r\n"


class Arrival(Enum):
    """What to do with a request of which some bytes have arrived."""

    HEAD = "its head is incomplete"
    BODY = "too little of its body is there"
    READY = "a thread can take it"
    TOO_LARGE = "its head is too long"


@dataclass(frozen=True, slots=True)
class RequestHead:
    """What the head of a request says about its body and its sender."""

    size_bytes: int
    body_bytes: int  # declared; 0 without a body
    is_chunked: bool
    awaits_continue: bool
    forwarded_for: str

    def arrival(self, received: bytes | bytearray) -> Arrival:
        """Return whether a thread can take the request whose bytes these are."""
        body_bytes = len(received) - self.size_bytes
        if self.is_chunked:
            whole = received.endswith(_LAST_CHUNK) or body_bytes >= LEAST_BODY_BYTES
            return Arrival.READY if whole else Arrival.BODY
        small = self.body_bytes <= SMALL_BODY_BYTES
        needed_bytes = self.body_bytes if small else LEAST_BODY_BYTES
        return Arrival.READY if body_bytes >= needed_bytes else Arrival.BODY


def read_head(received: bytes | bytearray) -> RequestHead | Arrival:
    """Return the head at the start of ``received``; HEAD or TOO_LARGE if there is none."""
    end = _END.search(received)
    if end is None or end.end() > LONGEST_HEAD_BYTES:
        return Arrival.TOO_LARGE if len(received) > LONGEST_HEAD_BYTES else Arrival.HEAD
    head = bytes(received[: end.end()])
    length = _LENGTH.search(head)
    forwarded = _FORWARDED_FOR.findall(head)
    return RequestHead(
        len(head),
        int(length[1]) if length else 0,
        bool(_CHUNKED.search(head)),
        bool(_CONTINUE.search(head)),
        b",".join(forwarded).decode("latin-1"),
    )
