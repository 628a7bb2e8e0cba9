"""Guessing keys is slowed down, for a while and for who does it."""

from __future__ import annotations

from vsl.web.login_throttle import LoginThrottle


def test_ten_different_keys_are_enough_for_five_minutes() -> None:
    now = 0.0
    guesses = LoginThrottle(lambda: now)
    for number in range(10):
        assert guesses.wait_s("a") == 0
        guesses.add("a", bytes([number]))
        now += 1.0
    assert guesses.wait_s("a") == 290
    assert guesses.wait_s("b") == 0
    now = 301.0
    assert guesses.wait_s("a") == 0


def test_the_same_wrong_key_is_one_guess() -> None:
    guesses = LoginThrottle()
    for _ in range(50):
        guesses.add("a", b"old")
    assert guesses.wait_s("a") == 0


def test_old_addresses_make_room() -> None:
    guesses = LoginThrottle()
    for key in range(10):
        guesses.add("first", bytes([key]))
    for number in range(10_000):
        guesses.add(f"{number}", b"x")
    assert guesses.wait_s("first") == 0


def test_one_network_of_ipv6_is_one_sender() -> None:
    guesses = LoginThrottle()
    for key in range(10):
        guesses.add(f"2001:db8::{key:x}", bytes([key]))
    assert guesses.wait_s("2001:db8::ffff") > 0
    assert guesses.wait_s("2001:db8:0:1::1") == 0
