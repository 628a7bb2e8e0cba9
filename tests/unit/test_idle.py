"""The action for the time when nothing is asked any more."""

from __future__ import annotations

from threading import Event

from vsl.speech.idle_timer import IdleTimer


def test_after_the_last_restart_the_action_runs() -> None:
    done = Event()
    timer = IdleTimer(0.02, done.set)
    timer.restart()
    timer.restart()
    assert done.wait(10)


def test_the_action_can_be_waited_for_again() -> None:
    done = Event()
    timer = IdleTimer(0.001, done.set)
    for _ in range(2):
        done.clear()
        timer.restart()
        assert done.wait(10)


def test_many_restarts_share_one_thread() -> None:
    timer = IdleTimer(60, Event().set)
    timer.restart()
    first = timer._timer
    for _ in range(9):
        timer.restart()
    assert timer._timer is first
    timer.stop()
