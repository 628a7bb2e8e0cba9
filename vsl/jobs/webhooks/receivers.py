"""Webhook receivers: the operator's, from the settings, and a project's own, from its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vsl.errors import BadInput, BadSetting
from vsl.jobs.webhooks.address import check_address
from vsl.jobs.webhooks.message import key_of
from vsl.jobs.webhooks.outbox import Receiver
from vsl.settings import Settings

NAMES = ("webhook", "webhook_secret")
"""The form fields of a project's own receiver."""


def receivers_of(settings: Settings) -> tuple[Receiver, ...]:
    """Return the operator's receivers.

    Raises:
        BadSetting: the secret is missing or malformed.
    """
    urls = tuple(filter(None, settings.webhook_url.split(",")))
    secrets = secrets_of(settings)
    if urls and not secrets:
        raise BadSetting("WEBHOOK_URL needs WEBHOOK_SECRET, by which receivers know who tells.")
    for secret in secrets:
        try:
            key_of(secret)
        except ValueError as error:
            raise BadSetting(f"WEBHOOK_SECRET can't be used: {error}.") from error
    return tuple(map(Receiver, urls))


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return the secrets that sign the operator's messages."""
    return tuple(filter(None, (each.strip() for each in settings.webhook_secret.split(","))))


def read_receiver(form: Mapping[str, str], *, may_be_private: bool) -> dict[str, str]:
    """Return the checked fields of a project's own receiver; empty if the form has none.

    Raises:
        BadInput: the address or the secret can't be used.
        Forbidden: the address is in a private network.
    """
    url, secret = (form.get(name, "").strip() for name in NAMES)
    if not url:
        return {}
    check_address(url, may_be_private=may_be_private)
    try:
        key_of(secret)
    except ValueError as error:
        raise BadInput(
            f"webhook needs webhook_secret, which signs what is told: {error}."
        ) from error
    return dict(zip(NAMES, (url, secret), strict=True))


def receiver_in(options: Mapping[str, Any]) -> tuple[Receiver, ...]:
    """Return the receiver in a project's options, if there is one."""
    url, secret = (options.get(name, "") for name in NAMES)
    return (Receiver(url, secret),) if url and secret else ()
