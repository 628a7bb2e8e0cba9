"""Read and write bits of an H.264 stream: fields of payloads, payloads of NAL units. Pure.

Source: ITU-T H.264 §7.2 (u), §9.1 (ue, se), §7.4.1.1 (emulation prevention), Annex B.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ANY_START_CODE = b"\x00\x00\x01"
_EMULATED = re.compile(rb"\x00\x00(?=[\x00-\x03])")


@dataclass(slots=True)
class BitWriter:
    """Collects fields; ``payload()`` returns them as bytes."""

    value: int = 0
    size: int = 0

    def u(self, value: int, size: int) -> None:
        """Append an unsigned number of ``size`` bits."""
        self.value = self.value << size | value
        self.size += size

    def ue(self, value: int) -> None:
        """Append an unsigned Exp-Golomb number: as many zeros as bits after the leading one."""
        self.u(value + 1, 2 * (value + 1).bit_length() - 1)

    def se(self, value: int) -> None:
        """Append a signed Exp-Golomb number: 0, 1, -1, 2, -2, …"""
        self.ue(2 * value - 1 if value > 0 else -2 * value)

    def align(self) -> None:
        """Append ones up to a byte boundary (§7.3.4, cabac_alignment_one_bit)."""
        size = -self.size % 8
        self.u((1 << size) - 1, size)

    def pad_to_byte(self) -> bytes:
        """Return the fields, padded with zeros to a byte boundary."""
        padding = -self.size % 8
        return (self.value << padding).to_bytes((self.size + padding) // 8, "big")

    def payload(self) -> bytes:
        """Return the fields and a stop bit, padded with zeros (§7.3.2.11)."""
        return BitWriter(self.value << 1 | 1, self.size + 1).pad_to_byte()


class BitReader:
    """Reads the fields of a payload, from its first bit up to its stop bit."""

    def __init__(self, payload: bytes) -> None:
        closed = int.from_bytes(payload, "big")
        trailing = (closed & -closed).bit_length()  # the stop bit and the zeros after it
        self._value = closed >> trailing
        self.left = max(0, 8 * len(payload) - trailing)

    def u(self, size: int) -> int:
        """Return the next ``size`` bits as an unsigned number.

        Raises:
            EOFError: the payload has fewer bits left.
        """
        if size > self.left:
            raise EOFError("the payload ends inside a field")
        self.left -= size
        return self._value >> self.left & ((1 << size) - 1)

    def ue(self) -> int:
        """Return the next unsigned Exp-Golomb number."""
        zeros = 0
        while not self.u(1):
            zeros += 1
        return (1 << zeros | self.u(zeros)) - 1

    def se(self) -> int:
        """Return the next signed Exp-Golomb number."""
        code = self.ue()
        return (code + 1) // 2 if code % 2 else -(code // 2)


def add_emulation_prevention(payload: bytes) -> bytes:
    """Return the payload with a 3 inserted where two zeros could form a start code."""
    return _EMULATED.sub(b"\x00\x00\x03", payload)


def remove_emulation_prevention(payload: bytes) -> bytes:
    """Return the payload without its emulation prevention bytes."""
    return payload.replace(b"\x00\x00\x03", b"\x00\x00")


def nal_units(stream: bytes) -> list[bytes]:
    """Return the NAL units between the start codes of a byte stream, without trailing zeros."""
    parts = (part.rstrip(b"\x00") for part in stream.split(_ANY_START_CODE)[1:])
    return [part for part in parts if part]


def prefix_with_size(header: bytes, payload: bytes) -> bytes:
    """Return a NAL unit prefixed with its length in four bytes."""
    unit = header + add_emulation_prevention(payload)
    return len(unit).to_bytes(4, "big") + unit
