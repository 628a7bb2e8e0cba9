"""Send audio to an OpenAI-compatible service, with retries: WAV in, the response out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Protocol

from vsl.basics.http_client import create_client
from vsl.basics.http_messages import HttpLimits
from vsl.basics.retry import RetryPlan, is_passing
from vsl.errors import BadInput, BadSetting, Cancelled, NotInstalled, ToolFailed, VslError

if TYPE_CHECKING:
    import openai

NO_CLIENT = "The engine openai needs its client: pip install 'vsl[api]'."
PLAN = RetryPlan(tries=5, first_wait_s=0.5)
_ANSWER_S = 600.0  # a piece of five minutes on a slow self-hosted service
_LIMITS = HttpLimits(
    wait_s=_ANSWER_S, connect_s=5.0, total_s=2 * _ANSWER_S, most_bytes=32 << 20
)  # a piece of five minutes is answered in 100 KB


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
        with (
            create_client(_LIMITS) as http_client,
            openai.OpenAI(
                api_key=access.api_key or "none",
                base_url=access.address,
                timeout=http_client.timeout,
                max_retries=0,  # the client's retries repeat refused connections, and go on
                http_client=http_client,
            ) as client,
        ):
            yield cls(client, access, prompt)

    def send(self, wav: bytes, language: str | None, stop: Event) -> bytes:
        """Return the service's JSON for one piece, with retries where they may help.

        Raises:
            Cancelled: ``stop`` was set.
            BadInput, BadSetting, ToolFailed: the request failed; the message says why.
        """
        import openai

        for tries_made in range(1, PLAN.tries + 1):
            if stop.is_set():
                break
            try:
                return self._ask(wav, language)
            except openai.OpenAIError as error:
                wait_s = _wait_s(error, tries_made)
                if wait_s is None:
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


def _wait_s(error: openai.OpenAIError, tries_made: int) -> float | None:
    """Return the seconds to wait before a retry; None if a retry won't help."""
    import openai

    if isinstance(error, openai.APIConnectionError):
        # An unknown host or a closed port stays so; a broken connection may work again.
        is_lasting = type(error.__cause__).__name__.startswith("Connect")
        return None if is_lasting else PLAN.wait_s(tries_made)
    if not isinstance(error, openai.APIStatusError):
        return None
    if error.code == "insufficient_quota" or not is_passing(error.status_code):
        return None
    return PLAN.wait_s(tries_made, error.response.headers.get("retry-after", ""))
