"""The one error tree: what went wrong, which HTTP status says so, whether trying again can help.

Adapters translate foreign errors into these with ``raise … from``. A message is one line that names
the thing and the cure; it is shown to people as it stands.
"""

from __future__ import annotations

import re
from typing import ClassVar


class VslError(Exception):
    """Root of every error this project raises on purpose."""

    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False

    @property
    def code(self) -> str:
        """The class name in snake case, the stable word that clients may branch on."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


class BadInput(VslError):
    """What the user gave cannot be used as it is."""

    status = 422


class NotFound(VslError):
    """Nothing is stored under the name that was asked for."""

    status = 404


class Conflict(VslError):
    """The thing changed, or is in a state that does not allow the request."""

    status = 409


class TooLarge(VslError):
    """A limit of size, length or number is exceeded; the message names the limit."""

    status = 413


class Forbidden(VslError):
    """The caller may not do this."""

    status = 403


class Gone(VslError):
    """It was here; its time is over."""

    status = 410


class Locked(VslError):
    """Somebody else is at it this moment."""

    status = 423
    retryable = True


class WrongChecksum(VslError):
    """The bytes that came are not those that were sent."""

    status = 460  # of the tus protocol's checksum extension
    retryable = True


class BadSetting(VslError):
    """A setting can't be read; start-up stops."""


class NotInstalled(VslError):
    """An optional part (engine, weights, font) is not on this machine."""

    status = 501


class ToolFailed(VslError):
    """A tool (encoder, decoder, recogniser) broke on input that looked right."""

    retryable = True


class DiskFull(VslError):
    """There is no room for what was sent or made."""

    status = 507
    retryable = True


class Cancelled(VslError):
    """Somebody asked the work to stop, and it stopped."""

    status = 409
