"""Which addresses are public, however they are spelt."""

from __future__ import annotations

import socket
import threading
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.network_address import is_private_host, is_public_address, resolve_host
from vsl.errors import Forbidden

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fd00::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "::ffff:10.0.0.1",  # mapped
    "::ffff:0:10.0.0.1",  # translated, RFC 2765
    "::10.0.0.1",  # compatible, RFC 4291 §2.5.5.1
    "2002:7f00:1::",  # 6to4
    "2001:0:7f00:1::",  # Teredo
    "64:ff9b::10.0.0.1",  # NAT64
    "64:ff9b:1::a00:1",  # NAT64 of a network's own, RFC 8215
    "2600::5efe:10.0.0.1",  # ISATAP
    "2600::200:5efe:10.0.0.1",
    "3fff::1",  # documentation, RFC 9637
    "5f00::1",  # segment routing, RFC 9602
]


@pytest.mark.parametrize("host", PRIVATE)
def test_networks_of_somebodys_own_are_not_public(host: str) -> None:
    assert not is_public_address(host)
    assert is_private_host(host)


@pytest.mark.parametrize(
    "host", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"]
)
def test_the_internet_is_public(host: str) -> None:
    assert is_public_address(host)


@given(st.ip_addresses(v=4))
def test_a_translated_address_is_as_public_as_what_it_stands_for(address: IPv4Address) -> None:
    public = is_public_address(str(address))
    for prefix in (0xFFFF << 32, 0x64_FF9B << 96):
        assert is_public_address(str(IPv6Address(prefix | int(address)))) == public


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST.", "db.internal", "printer.local"])
def test_names_of_this_network_are_private(name: str) -> None:
    assert is_private_host(name)
    assert not is_private_host("example.com")


def _answer(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name have these addresses."""

    def look_up(_host: str, port: int, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_one_private_address_among_public_ones_refuses_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _answer(monkeypatch, "1.1.1.1", "::10.0.0.1", "1.1.1.1")
    with pytest.raises(Forbidden, match=r"good\.example lies in a private network"):
        resolve_host("good.example", 80, public_only=True)
    assert resolve_host("good.example", 80, public_only=False) == ["1.1.1.1", "::10.0.0.1"]


@pytest.mark.parametrize("spelling", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
def test_odd_spellings_of_ipv4_addresses_are_found_out(spelling: str) -> None:
    with pytest.raises(Forbidden):
        resolve_host(spelling, 80, public_only=True)


def test_a_name_that_cannot_be_one_is_no_crash() -> None:
    with pytest.raises(OSError, match=r"\w"):
        resolve_host("a" * 70 + ".example", 80, public_only=True)


def test_a_look_up_without_an_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def look_up(*_place: Any, **_more: Any) -> list[Any]:
        answered.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(TimeoutError, match=r"no address of slow\.example"):
        resolve_host("slow.example", 80, public_only=True, timeout_s=0.05)
    answered.set()
