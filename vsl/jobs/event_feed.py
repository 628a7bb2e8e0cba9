"""Events of running tasks for any number of listeners in this process, out of one look at a time.

One thread asks the database, twice a second and only while somebody listens, how far the tasks are
that are listened to. It reads the events of those that went on once, and hands them to everybody
who listens to them; only who misses more, having just come, reads for itself. Idle listeners cost
nothing but their wait.
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

_LOOK_EVERY_S = 0.5
_MOST_TOLD = 500  # to one who is slow; who misses older ones reads them
_FIRST_READ = 8  # events of a task that was not listened to yet: it may have begun just now

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Subscription:
    """One listener: to these jobs, and to all of these projects."""

    feed: EventFeed
    jobs: frozenset[str]
    projects: frozenset[str]
    seen: dict[str, int]  # the number of the last event it was given, by task
    news: threading.Event = field(default_factory=threading.Event)
    _told: deque[Event] = field(default_factory=lambda: deque(maxlen=_MOST_TOLD))
    _misses_some: bool = True  # whatever happened before it came

    def wait(self, timeout_s: float) -> list[Event]:
        """The events since the last call, each task's in order; none came in ``timeout_s``.

        None come, before that, where the feed is closed.
        """
        deadline = time.monotonic() + timeout_s
        while self.news.wait(max(0.0, deadline - time.monotonic())):
            self.news.clear()
            events = [event for event in self._take_events() if self._is_next(event)]
            if self._misses_some:
                events += self._read()
            if events or self.feed.is_closed:
                return events
        return []

    def tell(self, events: Iterable[Event]) -> None:
        """Have the next ``wait`` give those of ``events`` that it listens to."""
        mine = [event for event in events if self.hears(event)]
        self._told.extend(mine)
        if mine:
            self.news.set()

    def hears(self, what: Head | Event) -> bool:
        """Whether it listens to a task."""
        return what.task in self.jobs or what.project in self.projects

    def close(self) -> None:
        """Listen no more."""
        self.feed.leave(self)

    def _take_events(self) -> Iterator[Event]:
        while self._told:
            yield self._told.popleft()

    def _is_next(self, event: Event) -> bool:
        """Whether this event follows what was given; notes it, or that there is a gap before."""
        last = self.seen.get(event.task, 0)
        if event.seq == last + 1:
            self.seen[event.task] = event.seq
        self._misses_some |= event.seq > last + 1
        return event.seq == last + 1

    def _read(self) -> list[Event]:
        heads = self.feed.table.heads(self.jobs, self.projects)
        behind = {head.task: self.seen.get(head.task, 0) for head in heads if self._misses(head)}
        events = self.feed.table.events_since(behind)
        for event in events:
            self.seen[event.task] = event.seq
        self._misses_some = bool(events) and any(self._misses(head) for head in heads)
        if self._misses_some:
            self.news.set()  # there is more than one look brings
        return events

    def _misses(self, head: Head) -> bool:
        return self.seen.get(head.task, 0) < head.seq


class EventFeed:
    """Wakes whoever listens when there is something to hear."""

    def __init__(self, table: TaskTable, *, most: int = 500) -> None:
        """A feed of ``table``'s events for at most ``most`` listeners."""
        self.table = table
        self._most = most
        self._lock = threading.Lock()
        self._listeners: set[Subscription] = set()
        self._thread: threading.Thread | None = None
        self.is_closed = False

    def close(self) -> None:
        """Wake every listener for the last time: this process is about to leave.

        Takes no lock, since signal handlers call it.
        """
        self.is_closed = True
        for subscription in tuple(self._listeners):
            subscription.news.set()

    def listen(
        self, jobs: frozenset[str], projects: frozenset[str], seen: Mapping[str, int]
    ) -> Subscription | None:
        """A new listener who has seen these events; None where there are enough already."""
        subscription = Subscription(self, jobs, projects, dict(seen))
        subscription.news.set()  # whatever happened before
        with self._lock:
            if self.is_closed or len(self._listeners) >= self._most:
                return None
            self._listeners.add(subscription)
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="events", daemon=True)
                self._thread.start()
        return subscription

    def leave(self, subscription: Subscription) -> None:
        """Forget a listener."""
        with self._lock:
            self._listeners.discard(subscription)

    def _look(self) -> None:
        """Look and look again until nobody listens."""
        known: dict[str, int] = {}
        pause = threading.Event()
        while listeners := self._current():
            try:
                known = self._wake(listeners, known)
            except SQLAlchemyError:
                _log.exception("Events can't be read; trying again")
            pause.wait(_LOOK_EVERY_S)

    def _current(self) -> list[Subscription]:
        with self._lock:
            if not self._listeners:
                self._thread = None
            return list(self._listeners)

    def _wake(self, listeners: list[Subscription], known: dict[str, int]) -> dict[str, int]:
        """Tell everybody what happened since the last look; how far the tasks are."""
        jobs = frozenset().union(*(each.jobs for each in listeners))
        projects = frozenset().union(*(each.projects for each in listeners))
        heads = self.table.heads(jobs, projects)
        before = {head.task: known.get(head.task, max(0, head.seq - _FIRST_READ)) for head in heads}
        events = self.table.events_since(
            {head.task: before[head.task] for head in heads if head.seq > before[head.task]}
        )
        for each in listeners if events else ():
            each.tell(events)
        return before | {event.task: event.seq for event in events}
