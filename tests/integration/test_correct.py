"""All correctors in their order, with real dictionaries and a real service on this machine."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Event, Lock, Thread
from threading import enumerate as enumerate_threads
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import BadSetting, Cancelled
from vsl.model.project import Word
from vsl.progress import Progress
from vsl.text.correction.cache import EditCache
from vsl.text.correction.corrector import (
    CORRECTORS,
    CorrectOptions,
    Task,
    correct,
    process_in_batches,
)
from vsl.text.correction.fillers import Fillers
from vsl.text.correction.glossary import parse_glossary
from vsl.text.correction.llm import TRIES, LlmCorrector
from vsl.text.correction.llm_http import LlmAccess
from vsl.text.correction.spelling import Spelling, respelt

HEARD = "so um today i show you how route wink keeps your plants alive for a beleive it or not year"
SAID = tuple(f"{HEARD} uh the the forty seven dollars what is mr".split())
BY_RULES = CorrectOptions(glossary=parse_glossary("Rootwink"), drop_fillers=True, numbers=False)


def words_of(text: str, confidence: float = 0.9) -> tuple[Word, ...]:
    return tuple(Word(t, n * 300, n * 300 + 300, confidence) for n, t in enumerate(text.split()))


def text_of(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


@dataclass
class Service:
    """What a chat service answers, request by request; the last answer is repeated."""

    answers: list[Any]
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    release: Event = field(default_factory=Event)
    address: str = ""

    def access(self, timeout_s: float = 30) -> LlmAccess:
        return LlmAccess(f"{self.address}/v1", "small", "secret-key", timeout_s)

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        with self.lock:
            self.requests.append({**body, "path": request.path})
            self.keys.append(request.headers.get("Authorization", ""))
            answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        if callable(answer):
            answer = answer(body["messages"][-1]["content"])
        if answer == "hang":
            self.release.wait(60)
        status, headers, content = answer if isinstance(answer, tuple) else (200, {}, answer)
        if status == 200 and not isinstance(content, bytes):
            message = {"role": "assistant", "content": content}
            content = json.dumps({"choices": [{"message": message}]}).encode()
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        if headers.get("X-Drip"):
            self.drip(request)
        request.wfile.write(content)

    def drip(self, request: BaseHTTPRequestHandler) -> None:
        """A space now and then, for as long as somebody listens."""
        while not self.release.wait(0.02):
            request.wfile.write(b" ")
            request.wfile.flush()


@pytest.fixture
def service() -> Iterator[Service]:
    """A service on a free port; its answers are the test's."""
    chat = Service([])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with suppress(OSError):  # the client has gone
                chat.handle(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    chat.address = f"http://127.0.0.1:{server.server_port}"
    yield chat
    chat.release.set()
    server.shutdown()
    thread.join()
    server.server_close()


def asked(
    chat: Service, words: tuple[Word, ...], **also: Any
) -> tuple[tuple[Word, ...], list[float]]:
    """What the corrector makes of ``words``, and how long it waited between its tries."""
    waits: list[float] = []
    corrector = LlmCorrector(chat.access(**also), "en", ("Rootwink",), wait=waits.append)
    return process_in_batches(words, corrector, on_failure=lambda _error: None), waits


def dressed(text: str) -> str:
    """What a good model answers."""
    return text.capitalize().replace("route wink", "Rootwink") + "."


def test_a_good_answer_is_followed_and_named(service: Service) -> None:
    service.answers = [dressed]
    options = replace(BY_RULES, llm=service.access())
    words, notes = correct(words_of(HEARD), "en-US", options)
    assert text_of(words).startswith("So today i show you how Rootwink keeps")
    assert text_of(words).endswith("year.")
    (note,) = notes
    assert "went to 127.0.0.1" in note
    assert "the sound did not" in note
    (request,) = service.requests
    assert request["path"] == "/v1/chat/completions"
    assert request["model"] == "small"
    assert request["messages"][-1] == {"role": "user", "content": HEARD}
    assert "Rootwink" in request["messages"][0]["content"]
    assert service.keys == ["Bearer secret-key"]


def test_nothing_is_sent_unless_switched_on(service: Service) -> None:
    service.answers = [dressed]
    _words, notes = correct(words_of(HEARD), "en", BY_RULES)
    assert (service.requests, notes) == ([], ())


def test_long_texts_go_in_batches_that_meet_without_a_seam(service: Service) -> None:
    service.answers = [str.upper]
    words = words_of(" ".join(f"word{n} said" for n in range(120)))
    found, _ = asked(service, words)
    assert text_of(found) == text_of(words).upper()
    assert len(service.requests) == 5


def test_the_same_words_are_sent_once(service: Service, tmp_path: Path) -> None:
    service.answers = [dressed]
    options = replace(BY_RULES, llm=service.access())
    kept = EditCache.under(tmp_path)
    first, _ = correct(words_of(HEARD), "en", options, cache=kept)
    again, notes = correct(words_of(HEARD), "en", options, cache=kept)
    assert (again, notes, len(service.requests)) == (first, (), 1)


@pytest.mark.parametrize(
    "bad",
    [
        "So today.",  # drops words
        "I will not do that, but here is a poem about plants and how they grow in spring.",
        b"<html>rubbish",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
        b"x" * (1 << 20) + b"y",
        (500, {}, b"broken"),
        (503, {"Retry-After": "7"}, b""),
        (429, {}, b"{}"),
    ],
)
def test_a_bad_answer_is_asked_for_again(service: Service, bad: Any) -> None:
    service.answers = [bad, dressed]
    found, waits = asked(service, words_of(HEARD))
    assert text_of(found) == dressed(HEARD)
    if isinstance(bad, tuple):
        assert waits == [7.0] if bad[1] else 0.7 < waits[0] < 1.3


@pytest.mark.parametrize("bad", ["So today.", b"rubbish", (500, {}, b"")])
def test_after_some_tries_the_rules_go_on_alone(service: Service, bad: Any) -> None:
    service.answers = [bad]
    found, _ = asked(service, words_of(HEARD))
    assert found == words_of(HEARD)
    assert len(service.requests) == TRIES


def test_the_note_says_which_parts_the_rules_did_alone(service: Service) -> None:
    service.answers = ["So today."]
    options = replace(BY_RULES, llm=service.access())
    words, notes = correct(words_of(HEARD), "en", options)
    assert text_of(words).startswith("So today I show you how Rootwink")
    assert "1 of 1 parts are corrected by rules alone" in notes[1]
    assert "don't keep to the words" in notes[1]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((401, {}, b""), "refuses the key: check LLM_API_KEY"),
        ((404, {}, b""), "has no model 'small' here"),
        ((302, {"Location": "http://127.0.0.1:9/"}, b""), "status 302"),
        ((400, {}, b'{"error": {"message": "bad\\nsecret-key"}}'), "status 400): bad …"),
    ],
)
def test_a_lasting_refusal_is_asked_for_once(service: Service, answer: Any, told: str) -> None:
    service.answers = [answer]
    options = replace(BY_RULES, llm=service.access())
    words = words_of(" ".join([HEARD] * 20))
    found, notes = correct(words, "en", options)
    assert text_of(found).count("Rootwink") == 20
    assert len(service.requests) <= 5  # what was under way when the first answer came
    assert told in notes[1]
    assert "secret-key" not in notes[1]


def test_a_service_that_wants_a_long_rest_is_left_alone(service: Service) -> None:
    service.answers = [(429, {"Retry-After": "3600"}, b"")]
    words = words_of(" ".join([HEARD] * 20))
    found, notes = correct(words, "en", replace(BY_RULES, llm=service.access()))
    assert text_of(found).count("Rootwink") == 20
    assert "takes no more for now" in notes[1]
    assert len(service.requests) <= 4  # those that were under way together


def test_who_cancels_does_not_wait_for_the_service(service: Service) -> None:
    busy = (503, {"Retry-After": "50"}, b"")
    service.answers = [lambda text: text if text.startswith("first") else busy]

    def cancel(_stage: str, _done: float) -> None:
        raise Cancelled("Stopped.")

    options = replace(BY_RULES, llm=service.access())
    words = words_of(" ".join(["first", *[HEARD] * 20]))
    begin = time.monotonic()
    with pytest.raises(Cancelled):
        correct(words, "en", options, progress=Progress(cancel))
    while any(thread.name.startswith("correct") for thread in enumerate_threads()):
        assert time.monotonic() - begin < 30
        time.sleep(0.01)


@pytest.mark.parametrize("slow", ["hang", (200, {"X-Drip": "1"}, b"")])
def test_a_service_that_is_too_slow_is_left(service: Service, slow: Any) -> None:
    service.answers = [slow]
    begin = time.monotonic()
    found, waits = asked(service, words_of(HEARD), timeout_s=0.2)
    assert found == words_of(HEARD)
    assert len(waits) == TRIES - 1
    assert time.monotonic() - begin < 30  # it hangs for a minute


def test_nobody_at_the_address_is_found_out_once(service: Service) -> None:
    nobody = LlmAccess("http://127.0.0.1:9/v1", "small")
    words = words_of(" ".join([HEARD] * 20))
    found, notes = correct(words, "en", replace(BY_RULES, llm=nobody))
    assert text_of(found).count("Rootwink") == 20
    assert "can't be reached: check LLM_BASE_URL" in notes[-1]


def test_a_model_with_a_temperature_of_its_own_is_asked_without(service: Service) -> None:
    refusal = b'{"error": {"message": "temperature is not supported by this model"}}'
    service.answers = [(400, {}, refusal), dressed]
    found, _ = asked(service, words_of(HEARD))
    assert text_of(found) == dressed(HEARD)
    assert "temperature" not in service.requests[1]


@pytest.mark.parametrize(
    ("address", "model", "told"),
    [("ftp://host", "m", "LLM_BASE_URL"), ("https://", "m", "LLM_BASE_URL"),
     ("https://host/v1", " ", "LLM_MODEL")],
)  # fmt: skip
def test_access_that_cannot_work_is_refused_by_name(address: str, model: str, told: str) -> None:
    with pytest.raises(BadSetting, match=told):
        LlmAccess(address, model)


def test_a_key_is_never_shown() -> None:
    assert "secret" not in repr(LlmAccess("https://host/v1", "m", "secret"))


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("en", "definately beleive guarentee", "definitely believe guarantee"),
        ("en", "wierd rootwink klaviyo thier", "weird rootwink klaviyo thier"),
        ("pt", "possivel exelente bônus", "possível excelente bônus"),
        ("es", "negosio empezzar trabajan juntos", "negocio empezar trabajan juntos"),
        ("fr", "garentie bienvennue", "garantie bienvenue"),
        ("de", "bessonders", "besonders"),
        ("it", "sucesso abastanza", "successo abbastanza"),
    ],
)
def test_only_a_clear_slip_is_respelt(language: str, wrong: str, right: str) -> None:
    assert " ".join(respelt(word, language) for word in wrong.split()) == right


def test_only_doubted_common_words_are_respelt() -> None:
    corrector = Spelling("en", frozenset({"recieves"}))
    sure, name, kept, number = (
        Word("beleive", 0, 1, 0.9),
        *(Word(text, 0, 1, 0.1) for text in ("Beleive", "recieves", "beleive2")),
    )
    assert corrector.edits([sure, name, kept, number]) == []
    (edit,) = corrector.edits([Word("“beleive,", 0, 1, 0.1)])
    assert edit.words[0].text == "“believe,"


def test_every_rule_has_its_turn() -> None:
    words = list(words_of(HEARD))
    words[-5] = replace(words[-5], confidence=0.2)  # beleive
    found, notes = correct(words, "en", BY_RULES)
    assert text_of(found) == (
        "So today I show you how Rootwink keeps your plants alive for a believe it or not year."
    )
    assert notes == ()


def test_a_number_in_a_name_stays() -> None:
    options = CorrectOptions(glossary=parse_glossary("Forty Seven Steps"))
    found, _ = correct(words_of("read forty seven steps for forty seven dollars"), "en", options)
    assert text_of(found) == "Read Forty Seven Steps for $47."


def test_a_figure_in_a_name_leaves_sums_alone() -> None:
    options = CorrectOptions(glossary=parse_glossary("Club 97"))
    found, _ = correct(words_of("join Club 97 for 97 dollars."), "en", options)
    assert text_of(found).endswith("Club 97 for $97.")


def test_a_country_writes_numbers_its_own_way() -> None:
    said = words_of("custa 97 euros.")
    assert text_of(correct(said, "pt-PT", CorrectOptions())[0]).endswith(" 97\u00a0€.")
    assert text_of(correct(said, "pt", CorrectOptions(country="PT"))[0]).endswith(" 97\u00a0€.")
    assert text_of(correct(said, "pt", CorrectOptions())[0]).endswith(" €\u00a097.")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(SAID),
            st.sampled_from((0, 0, 200, 900)),
            st.sampled_from((0.1, 0.9)),
        ),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from(("en", "fi")),
)
def test_no_time_is_lost_whatever_is_said(
    said: list[tuple[str, int, float]], language: str
) -> None:
    words: list[Word] = []
    for text, pause_ms, confidence in said:
        start_ms = pause_ms + (words[-1].end_ms if words else 0)
        words.append(Word(text, start_ms, start_ms + 100, confidence))
    found, notes = correct(words, language, replace(BY_RULES, numbers=True))
    assert notes == ()
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(found))
    spans = [(word.start_ms, word.end_ms) for word in found]
    lost = [w for w in words if not any(a <= w.start_ms < w.end_ms <= b for a, b in spans)]
    dropped = [words[e.first] for e in Fillers("en").edits(words) if not e.words]
    # a name joined across a filler covers its time: "route, um, wink"
    assert all(language == "en" and word in dropped for word in lost)


def test_switched_off_nothing_changes() -> None:
    off = CorrectOptions(numbers=False, spelling=False, punctuation=False)
    words = words_of(HEARD, 0.1)
    assert correct(words, "en", off) == (words, ())
    assert correct((), "en", CorrectOptions()) == ((), ())


def test_a_language_nobody_knows_is_left_to_the_glossary() -> None:
    found, _ = correct(words_of("um ihana root wink", 0.1), "fi", BY_RULES)
    assert text_of(found) == "um ihana Rootwink"


def test_the_registry_names_the_correctors() -> None:
    options = replace(BY_RULES, numbers=True, llm=LlmAccess("https://host/v1", "m"))
    for name, make in CORRECTORS.items():
        corrector = make(Task(words_of(HEARD), words_of(HEARD), "en", options))
        assert corrector
        assert corrector.name == name
        assert corrector.digest != ""


def test_spanish_that_counts_in_euros_writes_its_dollars_as_spain_does() -> None:
    options = CorrectOptions(numbers=True)

    def write(said: str) -> str:
        return text_of(correct(words_of(said), "es", options)[0]).replace("\u00a0", " ")

    assert "de 25.000 $." in write("Firmó un contrato de 25.000 dólares. Hoy cuesta 97 euros.")
    assert "de $25,000." in write("Firmó un contrato de 25.000 dólares. Hoy cuesta poco.")
