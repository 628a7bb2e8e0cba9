"""Send audio to an OpenAI-compatible service, with retries: WAV in, the response out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from threading import Event
from time import time
from typing import TYPE_CHECKING, Protocol

from vsl.errors import BadInput, BadSetting, Cancelled, NotInstalled, ToolFailed, VslError

if TYPE_CHECKING:
    import openai

NO_CLIENT = "The engine openai needs its client: pip install 'vsl[api]'."
TRIES = 5
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 60.0
_CONNECT_S, _ANSWER_S = 5.0, 600.0  # a piece of five minutes on a slow self-hosted service


class Access(Protocol):
    """The address, key and model of a service."""

    @property
    def api_key(self) -> str:
        """The service's key; empty if it needs none."""

    @property
    def address(self) -> str:
        """The service's URL."""

    @property
    def host(self) -> str:
        """The service's host, for messages."""

    @property
    def model(self) -> str:
        """The service's model."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A client of one service; thread-safe."""

    client: openai.OpenAI
    access: Access
    prompt: str = ""  # words that may be spoken

    @classmethod
    @contextmanager
    def to(cls, access: Access, prompt: str = "") -> Iterator[Sender]:
        """Open a sender; its connections are closed when the block ends."""
        try:
            import openai
        except ImportError as error:
            raise NotInstalled(NO_CLIENT) from error
        with openai.OpenAI(
            api_key=access.api_key or "none",
            base_url=access.address,
            timeout=openai.Timeout(_ANSWER_S, connect=_CONNECT_S),
            max_retries=0,  # the client's retries repeat refused connections and can't be stopped
        ) as client:
            yield cls(client, access, prompt)

    def send(self, wav: bytes, language: str | None, stop: Event) -> bytes:
        """Return the service's JSON for one piece, with retries where they may help.

        Raises:
            Cancelled: ``stop`` was set.
            BadInput, BadSetting, ToolFailed: the request failed; the message says why.
        """
        import openai

        for tries_left in reversed(range(TRIES)):
            if stop.is_set():
                break
            try:
                return self._ask(wav, language)
            except openai.OpenAIError as error:
                wait_s = _wait_s(error, _FIRST_WAIT_S * 2 ** (TRIES - 1 - tries_left))
                if wait_s is None or not tries_left:
                    raise self._translate_error(error) from error
            stop.wait(wait_s)
        raise Cancelled("Stopped while the service was listening.")

    def _ask(self, wav: bytes, language: str | None) -> bytes:
        import openai

        answer = self.client.audio.transcriptions.with_raw_response.create(
            file=("piece.wav", wav, "audio/wav"),
            model=self.access.model,
            language=language or openai.omit,
            prompt=self.prompt or openai.omit,
            response_format="verbose_json",
            timestamp_granularities=["word", "segment"],
        )
        return answer.http_response.content

    def _translate_error(self, error: openai.OpenAIError) -> VslError:
        import openai

        host, model = self.access.host, self.access.model
        match error:
            case openai.AuthenticationError() | openai.PermissionDeniedError():
                return BadSetting(f"{host} refuses the key: check OPENAI_API_KEY.")
            case openai.NotFoundError():
                return BadSetting(
                    f"{host} has no model {model!r} here: check OPENAI_MODEL and OPENAI_BASE_URL."
                )
            case openai.RateLimitError():
                return ToolFailed(
                    f"{host} takes no more for now (its limit is reached); try again later."
                )
            case openai.InternalServerError():
                return ToolFailed(f"{host} is out of order ({error.status_code}); try again later.")
            case openai.APIStatusError():
                return BadInput(f"{host} refuses the recording: {self._reason(error)}")
            case openai.APITimeoutError():
                return ToolFailed(f"{host} does not answer in time; try again later.")
        return ToolFailed(f"{host} can't be reached: check OPENAI_BASE_URL and the network.")

    def _reason(self, error: openai.APIStatusError) -> str:
        """Return the first line of the service's message, without the key."""
        line = (error.message.splitlines() or ["no reason given"])[0][:200]
        return line.replace(self.access.api_key, "…") if self.access.api_key else line


def _wait_s(error: openai.OpenAIError, usual_s: float) -> float | None:
    """Return the seconds to wait before a retry; None if a retry won't help."""
    import openai

    if isinstance(error, openai.APIConnectionError):
        # An unknown host or a closed port stays so; a broken connection may work again.
        return None if type(error.__cause__).__name__.startswith("Connect") else usual_s
    if not isinstance(error, openai.APIStatusError):
        return None
    is_lasting = error.code == "insufficient_quota"
    if is_lasting or not (error.status_code in (408, 409, 429) or error.status_code >= 500):
        return None
    retry_after_s = _seconds(error.response.headers.get("retry-after", ""))
    if retry_after_s is None:
        return usual_s * random.uniform(0.75, 1.25)
    return retry_after_s if retry_after_s <= _LONGEST_WAIT_S else None


def _seconds(retry_after: str) -> float | None:
    """Return the header's seconds or date (RFC 9110 §10.2.3) as seconds from now."""
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time())
    except ValueError:
        return None
