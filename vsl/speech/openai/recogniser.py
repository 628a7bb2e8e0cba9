"""An OpenAI-compatible transcription service behind the Recogniser protocol.

The recording is cut at pauses, uploaded piece by piece, and the transcripts are joined. Nothing is
sent without the user's consent. No message contains the key.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from ipaddress import ip_address
from threading import Event
from urllib.parse import urlsplit

from vsl.errors import BadSetting, Forbidden, NotInstalled
from vsl.model.project import Transcript
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.speech.languages import check_language
from vsl.speech.openai.answer import ServiceAnswer, read_answer
from vsl.speech.openai.retry import NO_CLIENT, Sender
from vsl.speech.pauses import AudioPiece, pieces
from vsl.speech.recogniser import (
    SAMPLE_RATE_HZ,
    ListenOptions,
    Samples,
    duration_ms,
    later,
    order_words,
)

OPENAI_ADDRESS = "https://api.openai.com/v1"
LARGEST_UPLOAD = 25_000_000  # bytes; https://platform.openai.com/docs/guides/speech-to-text
_PIECE_S = 300  # 9.6 MB: well under the limit, and cheap to send again
_AT_ONCE = 4
_STOP_CHECK_S = 0.25  # interval at which a stop is noticed while waiting


@dataclass(frozen=True, slots=True)
class OpenAiAccess:
    """The service's address, key and model, and the user's consent."""

    api_key: str = field(default="", repr=False)
    base_url: str = ""  # empty: OpenAI
    model: str = "whisper-1"
    allowed: bool = False  # consent that recordings leave this machine

    @classmethod
    def from_settings(cls, settings: Settings) -> OpenAiAccess:
        """Return the access configured in ``settings``."""
        return cls(
            settings.openai_api_key,
            settings.openai_base_url,
            settings.openai_model,
            settings.allow_upload_to_api,
        )

    @property
    def address(self) -> str:
        """The service's URL."""
        return self.base_url or OPENAI_ADDRESS

    @property
    def host(self) -> str:
        """The service's host, for messages and look-ups."""
        return urlsplit(self.address).hostname or ""

    @property
    def stays_here(self) -> bool:
        """Whether the service runs on this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def check(self) -> None:
        """Raise an error if recordings can't or may not be sent.

        Raises:
            BadSetting: the address is not a URL.
            Forbidden: consent is missing.
            NotInstalled: the key or the client library is missing.
        """
        if urlsplit(self.address).scheme not in ("http", "https") or not self.host:
            raise BadSetting("OPENAI_BASE_URL is no address; write one such as https://host/v1.")
        if not (self.allowed or self.stays_here):
            raise Forbidden(
                f"The engine openai would send the recording to {self.host}; set"
                " ALLOW_UPLOAD_TO_API=true to consent, or choose another engine."
            )
        if not (self.api_key or self.base_url):
            raise NotInstalled("The engine openai needs a key: set OPENAI_API_KEY.")
        if find_spec("openai") is None:
            raise NotInstalled(NO_CLIENT)


@dataclass(frozen=True, slots=True)
class OpenAiRecogniser:
    """Transcribes with the service and the model in ``access``."""

    access: OpenAiAccess
    name: str = "openai"

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        """See ``Recogniser.transcribe``; uses ``access.model``, not ``options.model``.

        Raises:
            Forbidden: consent to upload the recording is missing.
            BadSetting: the service refuses the key or does not know the model.
            ToolFailed: the service can't be reached, or fails again and again.
        """
        self.access.check()
        language = check_language(options.base_language)
        spans = pieces(samples, longest_s=_PIECE_S)
        progress(0.0)
        answers: list[ServiceAnswer] = []
        if spans:
            with Sender.to(self.access, ", ".join(options.hot_words)) as sender:
                answers = _hear_all(sender, samples, spans, language, progress)
        progress(1.0)
        heard = next((a.language for a in answers if a.words and a.language != "und"), "und")
        words = [word for answer in answers for word in answer.words]
        tidied = order_words(words, duration_ms(samples))
        warnings = _warnings(self.access, answers)
        return Transcript(tidied, language or heard, self.name, self.access.model, warnings)


def _warnings(access: OpenAiAccess, answers: Sequence[ServiceAnswer]) -> tuple[str, ...]:
    if not answers:
        return ()
    notes = dict.fromkeys(warning for answer in answers for warning in answer.warnings)
    sent = () if access.stays_here else (f"The recording was sent to {access.host}.",)
    return (*sent, *notes)


def _hear_all(
    sender: Sender,
    samples: Samples,
    spans: Sequence[AudioPiece],
    language: str | None,
    progress: Progress,
) -> list[ServiceAnswer]:
    """Return the answers in order.

    The first piece is sent alone: it decides the language of the others, and a service that can't
    be reached is tried once only.
    """
    stop = Event()

    def hear(span: AudioPiece, language: str | None) -> ServiceAnswer:
        content = to_wav(span.of(samples))
        answer = sender.send(content, language, stop)
        return _later(read_answer(answer, duration_ms(samples[span.start : span.stop])), span)

    executor = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="openai")
    try:
        first = executor.submit(hear, spans[0], language)
        _await([first], 0, len(spans), progress)
        known = language or _heard_language(first.result())
        rest = [executor.submit(hear, span, known) for span in spans[1:]]
        _await(rest, 1, len(spans), progress)
        return [future.result() for future in (first, *rest)]
    finally:
        stop.set()
        executor.shutdown(wait=False, cancel_futures=True)


def _heard_language(answer: ServiceAnswer) -> str | None:
    return answer.language if answer.words and answer.language != "und" else None


def _await(
    futures: Sequence[Future[ServiceAnswer]], before: int, total: int, progress: Progress
) -> None:
    """Wait for all futures; raise the error of the first that fails, or of ``progress``."""
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, timeout=_STOP_CHECK_S, return_when="FIRST_COMPLETED")
        for future in done:
            future.result()
        progress((before + len(futures) - len(waiting)) / total)


def _later(answer: ServiceAnswer, span: AudioPiece) -> ServiceAnswer:
    return replace(answer, words=tuple(later(word, span.start_ms) for word in answer.words))


def to_wav(samples: Samples) -> bytes:
    """Return the samples as a 16-bit WAV file."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return content.getvalue()
