"""Secrets sealed with the instance's own key, so that a copy of the database does not tell them.

The key is the setting ENCRYPTION_KEY, or a file that only its owner may read. What was stored
before there was a key is opened unchanged.
Source: https://cryptography.io/en/latest/fernet/ (AES-128-CBC with HMAC-SHA256).
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vsl.errors import VslError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

KEY_FILE = "instance.key"
"""The key's name in the instance folder."""

_PREFIX = "sealed:"
_KEY_BYTES = 32


class WrongKey(VslError):
    """A secret was sealed with another key than this machine's."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals and opens texts with one key.

    >>> seal = Seal("a key of the instance")
    >>> seal.close("whsec_x") == "whsec_x", seal.open(seal.close("whsec_x")), seal.open("plain")
    (False, 'whsec_x', 'plain')
    """

    key: str = field(repr=False)

    def close(self, text: str) -> str:
        """Return ``text`` sealed; what is empty or sealed already stays as it is."""
        if not text or is_sealed(text):
            return text
        return _PREFIX + _fernet(self.key).encrypt(text.encode()).decode()

    def open(self, text: str) -> str:
        """Return the text that was sealed.

        Raises:
            WrongKey: it was sealed with another key.
        """
        if not is_sealed(text):
            return text
        from cryptography.fernet import InvalidToken

        try:
            return _fernet(self.key).decrypt(text.removeprefix(_PREFIX)).decode()
        except InvalidToken as error:
            raise WrongKey(
                "A secret can't be read: it was sealed with another key. Give every machine the "
                f"same ENCRYPTION_KEY, or put the old {KEY_FILE} back."
            ) from error


def is_sealed(text: str) -> bool:
    """Return whether ``text`` was sealed."""
    return text.startswith(_PREFIX)


def read_instance_key(instance_dir: Path) -> str:
    """Return the key in the instance folder, which is created if it is missing.

    Any number of processes may do so at once: the key that was linked first stays.
    """
    path = instance_dir / KEY_FILE
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    part = instance_dir / f".{secrets.token_hex(6)}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(part)
    finally:
        part.unlink()
    return path.read_text().strip()


def _fernet(key: str) -> Fernet:
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
