"""What was heard is corrected as a project and the settings want it; a script is the truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from vsl.errors import BadInput, BadSetting
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.speech.recogniser import ListenOptions
from vsl.text.correction.corrector import CorrectOptions
from vsl.text.correction.glossary import parse_glossary
from vsl.text.correction.transcript_corrector import TranscriptCorrector
from vsl.workflows import transcribe
from vsl.workflows.transcribe import Transcriber

_SAID = "um route wink is only forty seven dollars"
_BOTH = "Rootwink: route wink\nAcme"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[ListenOptions]:
    """What engines were told; whatever the recording is, they hear the same words."""
    told: list[ListenOptions] = []

    def transcript(_self: Any, _sound: Any, options: ListenOptions, _: Any) -> Any:
        told.append(options)
        words = (Word(t, 90 * n, 90 * n + 80) for n, t in enumerate(_SAID.split()))
        return Transcript(tuple(words), "en", "scripted")

    monkeypatch.setattr(transcribe.CachedTranscriber, "transcript", transcript)
    return told


@pytest.fixture
def service() -> Iterator[tuple[str, list[str]]]:
    """A chat service that finds nothing to correct: its address, and the texts it was sent."""
    sent: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            sent.append(body["messages"][-1]["content"])
            message = {"role": "assistant", "content": sent[-1]}
            answer = json.dumps({"choices": [{"message": message}]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1", sent
        server.shutdown()
        thread.join()


def listen(
    settings: Settings,
    recording: Path,
    options: ListenOptions = ListenOptions("en"),  # noqa: B008 - a frozen value
    **wishes: Any,
) -> Transcript:
    listener = Transcriber.from_settings(settings)
    correcting = CorrectOptions(**wishes)
    return listener.listen(
        recording, options, engine="sphinx", correcting=correcting, progress=Progress()
    )[1]


def text_of(found: Transcript) -> str:
    return " ".join(word.text for word in found.words)


@pytest.mark.usefixtures("heard")
def test_without_a_script_the_words_are_corrected(settings: Settings, recording: Path) -> None:
    names = parse_glossary("Rootwink: route wink")
    assert text_of(listen(settings, recording, glossary=names)) == "Um Rootwink is only $47."
    bare = listen(
        settings, recording, glossary=names, drop_fillers=True, numbers=False, punctuation=False
    )
    assert text_of(bare) == "Rootwink is only forty seven dollars"


def test_with_a_script_nothing_is_corrected(
    settings: Settings, recording: Path, heard: list[ListenOptions]
) -> None:
    options = ListenOptions("en", "Um, route wink: only forty seven dollars")
    wishes = {"glossary": parse_glossary(_BOTH), "drop_fillers": True}
    found = listen(settings, recording, options, **wishes)
    assert text_of(found) == options.script
    assert heard[0].hot_words == ("Rootwink", "Acme")


@pytest.mark.usefixtures("heard")
def test_words_of_which_none_can_be_shown_are_refused(
    settings: Settings, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcribe, "apply_script", lambda heard, *_: replace(heard, words=()))
    with pytest.raises(BadInput, match="check that it is read from this script"):
        listen(settings, recording, ListenOptions("en", "Our cat climbs the roof."))


def test_everybodys_names_join_the_projects_own(
    settings: Settings, recording: Path, tmp_path: Path, heard: list[ListenOptions]
) -> None:
    (tmp_path / "names.txt").write_text("Zed\nRootwink: root ink\n")
    settings = replace(settings, glossary_file=tmp_path / "names.txt")
    names = parse_glossary(_BOTH)
    found = listen(settings, recording, ListenOptions("en", hot_words=("Bob",)), glossary=names)
    assert heard[0].hot_words == ("Bob", "Rootwink", "Acme", "Zed")
    assert "Rootwink" in text_of(found)


@pytest.mark.usefixtures("heard")
def test_a_language_model_is_asked_only_where_it_is_switched_on(
    settings: Settings, recording: Path, service: tuple[str, list[str]]
) -> None:
    address, sent = service
    settings = replace(settings, llm_base_url=address, llm_model="small", llm_api_key="key")
    assert listen(settings, recording).warnings == ()
    assert sent == []
    allowed = replace(settings, enable_llm_correction=True)
    (note,) = listen(allowed, recording).warnings
    assert sent == [_SAID]
    assert "went to 127.0.0.1" in note
    assert listen(allowed, recording, ListenOptions("en", _SAID)).warnings == ()
    assert sent == [_SAID]


def test_settings_that_cannot_work_are_refused_by_name(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="ENABLE_LLM_CORRECTION is on, but LLM_BASE_URL=''"):
        TranscriptCorrector.of(replace(settings, enable_llm_correction=True))
    names = tmp_path / "names.txt"
    with pytest.raises(BadSetting, match=r"GLOSSARY_FILE=.*names\.txt can't be read"):
        TranscriptCorrector.of(replace(settings, glossary_file=names))
    names.write_text(": nothing")
    with pytest.raises(BadSetting, match=r"GLOSSARY_FILE=.*names\.txt, line 1"):
        TranscriptCorrector.of(replace(settings, glossary_file=names))
