"""Takes messages out of the outbox and brings them to their receivers, in threads of the runner.

There and not in executors, since it waits and does not work: one that listens to a recording is not
kept from it, and a receiver that is slow keeps nobody waiting but the messages behind it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

import vsl
from vsl.jobs.webhooks.message import signed_headers
from vsl.jobs.webhooks.outbox import Delivery, Outbox
from vsl.jobs.webhooks.post import Answer, post

_THREADS = 4  # receivers that may be slow at the same time
_LOOK_EVERY_S = 1.0
_FORGET_EVERY_S = 3600.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Brings the messages of ``outbox`` to their receivers."""

    outbox: Outbox
    secrets: Sequence[str]  # of the operator's receivers; the first ones may be on their way out
    allow_private: bool  # whether projects' own receivers may lie in private networks

    def start(self, stop: threading.Event | None = None) -> None:
        """Deliver from now on, until ``stop`` is set or the process ends."""
        over = stop or threading.Event()
        for _ in range(_THREADS):
            threading.Thread(target=self._run, args=(over,), name="webhooks", daemon=True).start()

    def deliver_next(self) -> bool:
        """Try the message that is due longest; False where none is."""
        sent = self.outbox.take()
        if sent is None:
            return False
        answer = self._tell(sent)
        level = logging.INFO if answer.is_success else logging.WARNING
        _log.log(level, "Webhook %s, try %d: %s", sent.id, sent.tries, answer.told)
        self.outbox.settle(sent, answer)
        return True

    def _tell(self, sent: Delivery) -> Answer:
        body = sent.body.encode()
        secrets = (sent.secret,) if sent.secret else self.secrets
        if not secrets:
            return Answer(None, "WEBHOOK_SECRET is missing, so nothing can be signed.")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"vsl/{vsl.__version__}",
            **signed_headers(sent.id, int(time.time()), body, secrets),
        }
        may_be_private = not sent.secret or self.allow_private
        return post(sent.url, headers, body, may_be_private=may_be_private)

    def _run(self, stop: threading.Event) -> None:
        forget_at = time.monotonic()
        while not stop.is_set():
            try:
                if time.monotonic() >= forget_at:
                    forget_at = time.monotonic() + _FORGET_EVERY_S
                    self.outbox.forget_old()
                if not self.deliver_next():
                    stop.wait(_LOOK_EVERY_S)
            except SQLAlchemyError:
                _log.exception("Webhooks can't be read; trying again")
                stop.wait(_LOOK_EVERY_S)
