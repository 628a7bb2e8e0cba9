"""All settings, read once from the environment when a program starts, then passed as an argument.

An unreadable value stops the start with its name and value. docs/settings.md lists them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from vsl.errors import BadSetting

SHORTEST_KEY = 12  # letters of API_KEY
_SHORTEST_ENCRYPTION_KEY = 32  # letters, since a copy of the database can be guessed at
SUB_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")  # of a proxy's address
UNIX_SOCKET = "unix"  # in TRUSTED_PROXIES: whatever connects by a Unix socket

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}


def read_size(text: str) -> int:
    """Return the bytes in a text such as ``500MB``, ``5 GB``, ``1.5G`` or ``1048576``."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)I?B?\s*", text.upper())
    if not match:
        raise ValueError("write a size such as 500MB or 5GB")
    return int(float(match[1]) * _UNITS[match[2]])


def read_switch(text: str) -> bool:
    """Return the truth value of true/false, yes/no, on/off or 1/0."""
    word = text.strip().lower()
    if word not in _YES | _NO:
        raise ValueError("write true or false")
    return word in _YES


def _at_least(lowest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if number < lowest:
            raise ValueError(f"write a number not below {lowest}")
        return number

    return read


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        word = text.strip()
        for choice in choices:
            if word.lower() == choice.lower():
                return choice
        raise ValueError("write one of " + ", ".join(choices))

    return read


def _address(text: str) -> str:
    address = text.strip()
    if not re.match(r"https?://[^/\s]", address):
        raise ValueError("write an address such as https://host/v1")
    return address


def _addresses(text: str) -> str:
    return ",".join(_address(each) for each in text.split(","))


def _redis_address(text: str) -> str:
    address = text.strip()
    if not re.match(r"rediss?://[^/\s]", address):
        raise ValueError("write an address such as redis://host:6379/0")
    return address


def _some_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        words = [word.strip().lower() for word in text.split(",")]
        if not set(words) <= set(choices):
            raise ValueError("write some of " + ", ".join(choices) + ", with commas between")
        return ",".join(dict.fromkeys(words))

    return read


def _key_of(shortest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        key = text.strip()
        if len(key) < shortest:
            raise ValueError(f"write {shortest} letters or more, best at random")
        return key

    return read


def _hosts(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(","))
    if not all(re.fullmatch(r"\*|[a-z0-9._-]+|\[[0-9a-f:.]+\]", name) for name in names):
        raise ValueError("write names without ports, such as slides.example.com, or *")
    return names


def _proxies(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name != UNIX_SOCKET:
            ip_network(name)
    return names


def _path(text: str) -> str:
    path = "/" + text.strip().strip("/")
    if not SUB_PATH.fullmatch(path):
        raise ValueError("write a path such as /slides")
    return path


def _setting(default: Any, read: Callable[[str], Any], *, secret: bool = False) -> Any:
    return field(default=default, metadata={"read": read}, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings; a field's environment variable is its name in capitals."""

    instance_dir: Path = _setting(Path("instance"), Path)
    cache_dir: Path = _setting(Path("cache"), Path)
    database_url: str = _setting("", str.strip, secret=True)
    storage_url: str = _setting("", str.strip)
    redis_url: str = _setting("", _redis_address, secret=True)

    whisper_model: str = _setting("base", str.strip)
    whisper_model_cache_size: int = _setting(1, _at_least(1))
    parakeet_model: str = _setting("parakeet-tdt-0.6b-v3", str.strip)
    enable_gpu_acceleration: bool = _setting(True, read_switch)

    openai_api_key: str = _setting("", str.strip, secret=True)
    openai_base_url: str = _setting("", _address)
    openai_model: str = _setting("whisper-1", str.strip)
    allow_upload_to_api: bool = _setting(False, read_switch)

    glossary_file: Path | None = _setting(None, Path)
    llm_base_url: str = _setting("", _address)
    llm_api_key: str = _setting("", str.strip, secret=True)
    llm_model: str = _setting("", str.strip)
    enable_llm_correction: bool = _setting(False, read_switch)

    api_key: str = _setting("", _key_of(SHORTEST_KEY), secret=True)
    encryption_key: str = _setting("", _key_of(_SHORTEST_ENCRYPTION_KEY), secret=True)
    allowed_hosts: tuple[str, ...] = _setting((), _hosts)
    trusted_proxies: tuple[str, ...] = _setting((), _proxies)
    root_path: str = _setting("", _path)
    webhook_url: str = _setting("", _addresses, secret=True)
    webhook_secret: str = _setting("", str.strip, secret=True)
    allow_private_webhooks: bool = _setting(False, read_switch)

    max_file_size: int = _setting(5 << 30, read_size)
    upload_chunk_size: int = _setting(50 << 20, read_size)
    upload_keep_hours: int = _setting(24, _at_least(1))
    enable_parallel_upload: bool = _setting(True, read_switch)
    max_duration_minutes: int = _setting(240, _at_least(1))
    audio_chunk_size: int = _setting(600, _at_least(60))
    max_concurrent_jobs: int = _setting(2, _at_least(1))
    worker_queues: str = _setting("cpu,gpu", _some_of("cpu", "gpu"))
    max_file_checks: int = _setting(0, _at_least(0))
    max_queued_jobs: int = _setting(1000, _at_least(1))
    max_queued_jobs_per_client: int = _setting(200, _at_least(1))
    max_stored_bytes: int = _setting(0, read_size)
    max_stored_bytes_per_client: int = _setting(0, read_size)
    max_minutes_per_day: int = _setting(0, _at_least(0))
    max_minutes_per_day_per_client: int = _setting(0, _at_least(0))
    max_workers: int = _setting(0, _at_least(0))
    processing_timeout_seconds: int = _setting(1800, _at_least(1))
    large_file_size: int = _setting(500 << 20, read_size)
    large_file_timeout_seconds: int = _setting(3600, _at_least(1))

    trash_days: int = _setting(7, _at_least(0))
    retention_days: int = _setting(0, _at_least(0))
    cache_max_size: int = _setting(2 << 30, read_size)
    cleanup_interval: int = _setting(300, _at_least(1))
    log_level: str = _setting("INFO", _one_of("DEBUG", "INFO", "WARNING", "ERROR"))
    log_performance_metrics: bool = _setting(True, read_switch)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Return the settings in ``environ``; unset or empty variables take their defaults.

        Raises:
            BadSetting: a value can't be read; the message names it and the cure.
        """
        values: dict[str, Any] = {}
        for setting in fields(cls):
            name = setting.name.upper()
            text = environ.get(name, "")
            if not text.strip():
                continue
            try:
                values[setting.name] = setting.metadata["read"](text)
            except ValueError as error:
                shown = f"{name}={text!r}" if setting.repr else name  # secrets reach no log
                raise BadSetting(f"{shown} can't be read: {error}") from error
        return cls(**values)

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.database_url or f"sqlite:///{(self.instance_dir / 'vsl.sqlite').resolve()}"
