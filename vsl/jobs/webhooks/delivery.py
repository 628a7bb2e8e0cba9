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
from vsl.jobs.webhooks.message import sign_message
from vsl.jobs.webhooks.outbox import Delivery, Outbox
from vsl.jobs.webhooks.sender import WebhookAnswer, post

_THREADS = 4  # receivers that may be slow at the same time
_LOOK_EVERY_S = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Brings the messages of ``outbox`` to their receivers."""

    outbox: Outbox
    secrets: Sequence[str]  # of the operator's receivers; several while one replaces another
    allow_private: bool  # whether projects' own receivers may lie in private networks

    def start(self, stop: threading.Event | None = None) -> None:
        """Deliver from now on, until ``stop`` is set or the process ends."""
        over, looking = stop or threading.Event(), threading.Lock()
        for _ in range(_THREADS):
            run = threading.Thread(
                target=self._run, args=(over, looking), name="webhooks", daemon=True
            )
            run.start()

    def deliver_next(self) -> bool:
        """Try the message that is due longest; False where none is."""
        sent = self.outbox.take()
        if sent is not None:
            self._bring(sent)
        return sent is not None

    def _run(self, stop: threading.Event, looking: threading.Lock) -> None:
        """Look, bring what is due, look again; one thread at a time looks, for all of them."""
        while not stop.is_set():
            try:
                with looking:
                    sent = self._next(stop)
                if sent is not None:
                    self._bring(sent)
            except SQLAlchemyError:
                _log.exception("Webhooks can't be read; trying again")
                stop.wait(_LOOK_EVERY_S)

    def _next(self, stop: threading.Event) -> Delivery | None:
        """The next message once it is due; None when it is time to leave."""
        while not stop.is_set():
            if sent := self.outbox.take():
                return sent
            stop.wait(_LOOK_EVERY_S)
        return None

    def _bring(self, sent: Delivery) -> None:
        answer = self._tell(sent)
        level = logging.INFO if answer.is_success else logging.WARNING
        _log.log(level, "Webhook %s, try %d: %s", sent.id, sent.tries, answer.told)
        self.outbox.settle(sent, answer)

    def _tell(self, sent: Delivery) -> WebhookAnswer:
        body = sent.body.encode()
        secrets = (sent.secret,) if sent.secret else self.secrets
        if not secrets:
            return WebhookAnswer(None, "WEBHOOK_SECRET is missing, so nothing can be signed.")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"vsl/{vsl.__version__}",
            **sign_message(sent.id, int(time.time()), body, secrets),
        }
        may_be_private = not sent.secret or self.allow_private
        return post(sent.url, headers, body, may_be_private=may_be_private)
