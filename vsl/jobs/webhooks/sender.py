"""One webhook message to one address by HTTP.

Redirects are not followed, and what a receiver answers beyond its status is not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vsl.basics.http_client import open_response
from vsl.basics.http_messages import HttpLimits, OutgoingRequest
from vsl.basics.retry import read_retry_after
from vsl.errors import VslError
from vsl.jobs.webhooks.address import check_address

LONGEST_S = 10.0
_GONE = 410  # the receiver wants no further messages


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """The outcome of one try.

    Attributes:
        status: None without an answer.
        outcome: in words.
        wait_s: the seconds before the next try that the receiver asked for.
    """

    status: int | None
    outcome: str
    wait_s: float = 0.0

    @property
    def is_success(self) -> bool:
        """Whether the receiver accepted the message."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_final(self) -> bool:
        """Whether no further try is due."""
        return self.is_success or self.status == _GONE


def post(
    url: str, headers: Mapping[str, str], body: bytes, *, may_be_private: bool
) -> WebhookAnswer:
    """Send a message and return the address's answer, within about ten seconds."""
    limits = HttpLimits(wait_s=LONGEST_S, total_s=LONGEST_S, public_only=not may_be_private)
    try:
        check_address(url, may_be_private=may_be_private)
        with open_response(OutgoingRequest("POST", url, headers, body), limits) as response:
            status, retry_after = response.status, response.headers.get("Retry-After", "")
    except VslError as error:
        return WebhookAnswer(None, str(error))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return WebhookAnswer(None, f"Nobody answered: {reason}.")
    return WebhookAnswer(status, f"Answered {status}.", read_retry_after(retry_after) or 0.0)
