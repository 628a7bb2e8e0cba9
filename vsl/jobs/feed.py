"""Events of running tasks for any number of listeners in this process, out of one look at a time.

One thread asks the database, twice a second and only while somebody listens, how far the tasks are
that are listened to; whoever listens to one that went on reads its new events. Idle listeners cost
nothing but their wait.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from vsl.jobs.events import Event, Head
from vsl.jobs.table import TaskTable

_LOOK_EVERY_S = 0.5

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Subscription:
    """One listener: to these jobs, and to all of these projects."""

    feed: EventFeed
    jobs: frozenset[str]
    projects: frozenset[str]
    seen: dict[str, int]  # the number of the last event it was given, by task
    news: threading.Event = field(default_factory=threading.Event)

    def wait(self, timeout_s: float) -> list[Event]:
        """The events since the last call, each task's in order; none came in ``timeout_s``."""
        if not self.news.wait(timeout_s):
            return []
        self.news.clear()
        heads = self.feed.table.heads(self.jobs, self.projects)
        behind = {head.task: self.seen.get(head.task, 0) for head in heads if self._misses(head)}
        events = self.feed.table.events_since(behind)
        for event in events:
            self.seen[event.task] = event.seq
        if events and any(self._misses(head) for head in heads):
            self.news.set()  # there is more than one look brings
        return events

    def hears(self, head: Head) -> bool:
        """Whether it listens to a task."""
        return head.task in self.jobs or head.project in self.projects

    def close(self) -> None:
        """Listen no more."""
        self.feed.leave(self)

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
        """Wake those whose tasks went on since the last look; how far the tasks are."""
        jobs = frozenset().union(*(each.jobs for each in listeners))
        projects = frozenset().union(*(each.projects for each in listeners))
        heads = self.table.heads(jobs, projects)
        news = [head for head in heads if known.get(head.task) != head.seq]
        for each in listeners:
            if any(each.hears(head) for head in news):
                each.news.set()
        return {head.task: head.seq for head in heads}
