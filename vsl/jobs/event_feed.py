"""Events of running tasks for any number of subscriptions in this process, by one polling thread.

Twice a second, while there are subscriptions, one thread queries the latest event numbers of their
tasks, reads new events once and passes them to each subscription. Only a subscription with a gap,
such as a new one, queries the database itself. Idle subscriptions cost nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from vsl.jobs.events import Event, Head
from vsl.jobs.task_table import TaskTable

_POLL_S = 0.5
_MOST_TOLD = 500  # of a slow subscription, which reads older ones from the database
_FIRST_READ = 8  # events of a task that had no subscription: it may have begun just now

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Subscription:
    """A subscription to the events of these jobs and of all jobs of these projects."""

    feed: EventFeed
    jobs: frozenset[str]
    projects: frozenset[str]
    seen: dict[str, int]  # the number of the last event returned, by task
    news: threading.Event = field(default_factory=threading.Event)
    _pending: deque[Event] = field(default_factory=lambda: deque(maxlen=_MOST_TOLD))
    _has_gap: bool = True  # events before its start

    def wait(self, timeout_s: float) -> list[Event]:
        """Return the events since the last call, each task's in order; empty after ``timeout_s``.

        Returns at once, perhaps with none, when the feed is closed.
        """
        deadline = time.monotonic() + timeout_s
        while self.news.wait(max(0.0, deadline - time.monotonic())):
            self.news.clear()
            events = [event for event in self._take_events() if self._is_next(event)]
            if self._has_gap:
                events += self._read()
            if events or self.feed.is_closed:
                return events
        return []

    def tell(self, events: Iterable[Event]) -> None:
        """Add those of ``events`` that it subscribes to, and wake ``wait``."""
        matching = [event for event in events if self.hears(event)]
        self._pending.extend(matching)
        if matching:
            self.news.set()

    def hears(self, item: Head | Event) -> bool:
        """Return whether it subscribes to the task of an event or a head."""
        return item.task in self.jobs or item.project in self.projects

    def close(self) -> None:
        """End the subscription."""
        self.feed.leave(self)

    def _take_events(self) -> Iterator[Event]:
        while self._pending:
            yield self._pending.popleft()

    def _is_next(self, event: Event) -> bool:
        """Return whether this event is the next of its task; record that, or a gap before it."""
        last = self.seen.get(event.task, 0)
        if event.seq == last + 1:
            self.seen[event.task] = event.seq
        self._has_gap |= event.seq > last + 1
        return event.seq == last + 1

    def _read(self) -> list[Event]:
        heads = self.feed.table.heads(self.jobs, self.projects)
        missed = {head.task: self.seen.get(head.task, 0) for head in heads if self._is_behind(head)}
        events = self.feed.table.events_since(missed)
        for event in events:
            self.seen[event.task] = event.seq
        self._has_gap = bool(events) and any(self._is_behind(head) for head in heads)
        if self._has_gap:
            self.news.set()  # one query returns only a part
        return events

    def _is_behind(self, head: Head) -> bool:
        return self.seen.get(head.task, 0) < head.seq


class EventFeed:
    """Passes new events of a task table to subscriptions."""

    def __init__(self, table: TaskTable, *, most: int = 500) -> None:
        """Make a feed of ``table``'s events for at most ``most`` subscriptions."""
        self.table = table
        self._most = most
        self._lock = threading.Lock()
        self._subscriptions: set[Subscription] = set()
        self._thread: threading.Thread | None = None
        self.is_closed = False

    def close(self) -> None:
        """Wake all subscriptions for the last time, because this process is about to stop.

        Takes no lock, since signal handlers call it.
        """
        self.is_closed = True
        for subscription in tuple(self._subscriptions):
            subscription.news.set()

    def listen(
        self, jobs: frozenset[str], projects: frozenset[str], seen: Mapping[str, int]
    ) -> Subscription | None:
        """Return a subscription to events after ``seen``; None if the feed is full or closed."""
        subscription = Subscription(self, jobs, projects, dict(seen))
        subscription.news.set()  # events before its start
        with self._lock:
            if self.is_closed or len(self._subscriptions) >= self._most:
                return None
            self._subscriptions.add(subscription)
            if self._thread is None:
                self._thread = threading.Thread(target=self._poll, name="events", daemon=True)
                self._thread.start()
        return subscription

    def leave(self, subscription: Subscription) -> None:
        """Remove a subscription."""
        with self._lock:
            self._subscriptions.discard(subscription)

    def _poll(self) -> None:
        """Poll until there are no subscriptions."""
        last_seqs: dict[str, int] = {}
        pause = threading.Event()
        while subscriptions := self._current():
            try:
                last_seqs = self._pass_on(subscriptions, last_seqs)
            except SQLAlchemyError:
                _log.exception("Events can't be read; trying again")
            pause.wait(_POLL_S)

    def _current(self) -> list[Subscription]:
        with self._lock:
            if not self._subscriptions:
                self._thread = None
            return list(self._subscriptions)

    def _pass_on(
        self, subscriptions: list[Subscription], last_seqs: dict[str, int]
    ) -> dict[str, int]:
        """Pass on the events after ``last_seqs``; return the last event number by task."""
        jobs = frozenset().union(*(each.jobs for each in subscriptions))
        projects = frozenset().union(*(each.projects for each in subscriptions))
        heads = self.table.heads(jobs, projects)
        previous = {
            head.task: last_seqs.get(head.task, max(0, head.seq - _FIRST_READ)) for head in heads
        }
        events = self.table.events_since(
            {head.task: previous[head.task] for head in heads if head.seq > previous[head.task]}
        )
        for each in subscriptions if events else ():
            each.tell(events)
        return previous | {event.task: event.seq for event in events}
