"""The error tree of the package, with the HTTP status of each error and whether a retry can help.

Adapters translate foreign errors into these with ``raise … from``. A message is one line that names
the thing and the cure; it is shown to users as it is.
"""

from __future__ import annotations

import re
from typing import ClassVar


class VslError(Exception):
    """Base class of all errors that this package raises on purpose."""

    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False
    retry_after_s: ClassVar[int] = 0  # when to try again; 0: unknown

    @property
    def code(self) -> str:
        """The class name in snake case, a stable code for programs."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


class BadInput(VslError):
    """The user's input cannot be used as it is."""

    status = 422


class NoSpeech(BadInput):
    """Nobody speaks in the recording."""


class NotFound(VslError):
    """Nothing is stored under the requested name."""

    status = 404


class Conflict(VslError):
    """The object has changed, or its state does not allow the request."""

    status = 409


class TooLarge(VslError):
    """A limit of size, length or number is exceeded; the message names the limit."""

    status = 413


class Forbidden(VslError):
    """The caller may not do this."""

    status = 403


class Gone(VslError):
    """The object existed but has expired."""

    status = 410


class Locked(VslError):
    """Another request is using the object at this moment."""

    status = 423
    retryable = True


class WrongChecksum(VslError):
    """The received bytes differ from those that were sent."""

    status = 460  # of the tus protocol's checksum extension
    retryable = True


class BadSetting(VslError):
    """A setting can't be read, so the program does not start."""


class NotInstalled(VslError):
    """An optional part (engine, weights, font) is not installed on this machine."""

    status = 501


class ToolFailed(VslError):
    """A tool (encoder, decoder, recogniser) failed on input that looked valid."""

    retryable = True


class DiskFull(VslError):
    """The disk has no room for the data."""

    status = 507
    retryable = True
    retry_after_s = 60


class StorageFull(VslError):
    """The caller, or all together, store as much as they may."""

    status = 507


class Busy(VslError):
    """The machine does as much as it can at this moment."""

    status = 503
    retryable = True
    retry_after_s = 10


class TooMany(VslError):
    """The caller has as many of these as one may have at once."""

    status = 429
    retryable = True
    retry_after_s = 60


class Cancelled(VslError):
    """The work was stopped on request."""

    status = 409
