"""One request to an OpenAI-compatible service: messages in, the answer's text out.

The only module of ``vsl.text`` that uses the network.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from vsl.errors import BadSetting, ToolFailed, VslError

_MOST_BYTES = 1 << 20  # of an answer; a batch has some hundred
_LASTING = (401, 403, 404)
_WORTH_ANOTHER_TRY = (408, 409, 425, 429)


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
        after_s: the wait that the service asked for; None if it named none.
    """

    def __init__(self, reason: str, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.after_s = after_s


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Refuses redirects, which would send the key and the words to another host."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


def ask(
    access: LlmAccess, messages: Sequence[Mapping[str, str]], *, temperature: float | None
) -> str:
    """Return the text of the model's answer; None leaves the temperature to the service.

    Raises:
        NoAnswer: a retry may help.
        BadSetting, ToolFailed: a retry won't help.
    """
    deadline = time.monotonic() + access.timeout_s
    question: dict[str, object] = {"model": access.model, "messages": list(messages)}
    if temperature is not None:
        question["temperature"] = temperature
    body = json.dumps(question).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if access.api_key:
        headers["Authorization"] = f"Bearer {access.api_key}"
    url = access.base_url.rstrip("/") + "/chat/completions"
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=access.timeout_s) as r:
            return _text(_read(r, deadline))
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(access, error) from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise NoAnswer("no answer in time") from error
        if isinstance(error.reason, ConnectionRefusedError | socket.gaierror | ssl.SSLError):
            raise ToolFailed(
                f"{access.host} can't be reached: check LLM_BASE_URL and the network."
            ) from error
        raise NoAnswer(f"the line broke ({error.reason})") from error
    except TimeoutError as error:
        raise NoAnswer("no answer in time") from error
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(f"the line broke ({error})") from error


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    """Return the whole response, read piece by piece until the deadline."""
    content = bytearray()
    while piece := response.read1(1 << 16):
        content += piece
        if len(content) > _MOST_BYTES:
            raise NoAnswer("an answer without end")
        if time.monotonic() > deadline:
            raise TimeoutError
    return bytes(content)


def _text(content: bytes) -> str:
    try:
        text = json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise NoAnswer("an answer that is no chat completion") from error
    if not isinstance(text, str):
        raise NoAnswer("an answer without text")
    return text


def _refusal(access: LlmAccess, error: urllib.error.HTTPError) -> VslError | NoAnswer:
    if error.code in _LASTING:
        what = "refuses the key" if error.code != 404 else f"has no model {access.model!r} here"
        names = "LLM_API_KEY" if error.code != 404 else "LLM_MODEL and LLM_BASE_URL"
        return BadSetting(f"{access.host} {what}: check {names}.")
    if error.code in _WORTH_ANOTHER_TRY or error.code >= 500:
        return NoAnswer(f"status {error.code}", _seconds(error.headers.get("Retry-After", "")))
    return ToolFailed(
        f"{access.host} refuses to answer (status {error.code}): {_why(access, error)}"
    )


def _why(access: LlmAccess, error: urllib.error.HTTPError) -> str:
    """Return the service's error message in one line, without the key."""
    try:
        said = json.loads(error.read(_MOST_BYTES))["error"]["message"]
        line = " ".join(str(said).split())[:200]
        return line.replace(access.api_key, "…") if access.api_key else line
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return "no reason given"


def _seconds(retry_after: str) -> float | None:
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        return None
