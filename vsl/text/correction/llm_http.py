"""One request to an OpenAI-compatible service: messages in, the answer's text out.

The only module of ``vsl.text`` that uses the network.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from vsl.basics.http_client import open_response
from vsl.basics.http_messages import HttpLimits, HttpResponse, OutgoingRequest, ServerUnreachable
from vsl.basics.retry import is_passing
from vsl.errors import BadSetting, ToolFailed, VslError

_MOST_BYTES = 1 << 20  # of an answer; a batch has some hundred
_LASTING = (401, 403, 404)


@dataclass(frozen=True, slots=True)
class LlmAccess:
    """The address, model and key of a language model's service."""

    base_url: str  # such as https://host/v1
    model: str
    api_key: str = field(default="", repr=False)
    timeout_s: float = 60.0  # for a whole answer

    def __post_init__(self) -> None:
        """Raise ``BadSetting`` where the address or the model is unusable."""
        if urlsplit(self.base_url).scheme not in ("http", "https") or not self.host:
            raise BadSetting(
                f"LLM_BASE_URL={self.base_url!r} is no address; write one such as https://host/v1."
            )
        if not self.model.strip():
            raise BadSetting("LLM_MODEL is empty; name the model that is to correct the words.")

    @property
    def host(self) -> str:
        """The service's host, for messages."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2]


class NoAnswer(Exception):
    """The service gave no answer, but a retry may succeed.

    Attributes:
        retry_after: the wait that the service asked for, as its header has it; empty for none.
    """

    def __init__(self, reason: str, retry_after: str = "") -> None:
        super().__init__(reason)
        self.retry_after = retry_after


def ask(
    access: LlmAccess, messages: Sequence[Mapping[str, str]], *, temperature: float | None
) -> str:
    """Return the text of the model's answer; None leaves the temperature to the service.

    Raises:
        NoAnswer: a retry may help.
        BadSetting, ToolFailed: a retry won't help.
    """
    question: dict[str, object] = {"model": access.model, "messages": list(messages)}
    if temperature is not None:
        question["temperature"] = temperature
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if access.api_key:
        headers["Authorization"] = f"Bearer {access.api_key}"
    url = access.base_url.rstrip("/") + "/chat/completions"
    request = OutgoingRequest("POST", url, headers, json.dumps(question).encode())
    limits = HttpLimits(wait_s=access.timeout_s, total_s=access.timeout_s, most_bytes=_MOST_BYTES)
    try:
        with open_response(request, limits) as response:
            if response.status >= 300:
                raise _refusal(access, response)
            return _text(response.read())
    except ServerUnreachable as error:
        raise ToolFailed(
            f"{access.host} can't be reached: check LLM_BASE_URL and the network."
        ) from error
    except TimeoutError as error:
        raise NoAnswer("no answer in time") from error
    except OSError as error:
        raise NoAnswer(f"the line broke ({error})") from error


def _text(content: bytes) -> str:
    try:
        text = json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise NoAnswer("an answer that is no chat completion") from error
    if not isinstance(text, str):
        raise NoAnswer("an answer without text")
    return text


def _refusal(access: LlmAccess, response: HttpResponse) -> VslError | NoAnswer:
    status = response.status
    if status in _LASTING:
        what = "refuses the key" if status != 404 else f"has no model {access.model!r} here"
        names = "LLM_API_KEY" if status != 404 else "LLM_MODEL and LLM_BASE_URL"
        return BadSetting(f"{access.host} {what}: check {names}.")
    if is_passing(status):
        return NoAnswer(f"status {status}", response.headers.get("Retry-After", ""))
    return ToolFailed(
        f"{access.host} refuses to answer (status {status}): {_why(access, response)}"
    )


def _why(access: LlmAccess, response: HttpResponse) -> str:
    """Return the service's error message in one line, without the key."""
    try:
        said = json.loads(response.read())["error"]["message"]
        line = " ".join(str(said).split())[:200]
        return line.replace(access.api_key, "…") if access.api_key else line
    except (OSError, ValueError, KeyError, TypeError):
        return "no reason given"
