"""Delivery of webhook messages from the outbox, in threads of the runner.

Not in executors: delivery waits rather than works, so a slow receiver delays no transcription, only
the messages behind it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

import vsl
from vsl.basics.sealing import WrongKey
from vsl.jobs.webhooks.message import sign_message
from vsl.jobs.webhooks.outbox import Delivery, Outbox
from vsl.jobs.webhooks.sender import WebhookAnswer, post

_THREADS = 4  # each waits for one receiver
_POLL_S = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Sends the messages of ``outbox`` to their receivers."""

    outbox: Outbox
    secrets: Sequence[str]  # of the operator's receivers; several during a rotation
    allow_private: bool  # whether projects' receivers may be in private networks
    open_secret: Callable[[str], str] = str  # projects' addresses and secrets are sealed

    def start(self, stop: threading.Event | None = None) -> None:
        """Start threads that deliver until ``stop`` is set or the process ends."""
        stop_event, poll_lock = stop or threading.Event(), threading.Lock()
        for _ in range(_THREADS):
            run = threading.Thread(
                target=self._run, args=(stop_event, poll_lock), name="webhooks", daemon=True
            )
            run.start()

    def deliver_next(self) -> bool:
        """Try the message that has been due longest; return False if there is none."""
        delivery = self.outbox.take()
        if delivery is not None:
            self._attempt(delivery)
        return delivery is not None

    def _run(self, stop: threading.Event, poll_lock: threading.Lock) -> None:
        """Deliver due messages; one thread at a time polls, for all of them."""
        while not stop.is_set():
            try:
                with poll_lock:
                    delivery = self._next(stop)
                if delivery is not None:
                    self._attempt(delivery)
            except SQLAlchemyError:
                _log.exception("Webhooks can't be read; trying again")
                stop.wait(_POLL_S)

    def _next(self, stop: threading.Event) -> Delivery | None:
        """Return the next message once it is due; None when ``stop`` is set."""
        while not stop.is_set():
            if delivery := self.outbox.take():
                return delivery
            stop.wait(_POLL_S)
        return None

    def _attempt(self, delivery: Delivery) -> None:
        answer = self._send(delivery)
        level = logging.INFO if answer.is_success else logging.WARNING
        _log.log(level, "Webhook %s, try %d: %s", delivery.id, delivery.tries, answer.outcome)
        self.outbox.settle(delivery, answer)

    def _send(self, delivery: Delivery) -> WebhookAnswer:
        body = delivery.body.encode()
        try:
            url, secret = self.open_secret(delivery.url), self.open_secret(delivery.secret)
        except WrongKey as error:
            return WebhookAnswer(None, str(error))
        secrets = (secret,) if secret else self.secrets
        if not secrets:
            return WebhookAnswer(None, "WEBHOOK_SECRET is missing, so nothing can be signed.")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"vsl/{vsl.__version__}",
            **sign_message(delivery.id, int(time.time()), body, secrets),
        }
        may_be_private = not delivery.secret or self.allow_private
        return post(url, headers, body, may_be_private=may_be_private)
