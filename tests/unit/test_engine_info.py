"""Who can listen is known before any work begins, and what is missing is said with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsl.errors import BadInput, Forbidden
from vsl.model.project import Transcript, Word
from vsl.speech import engine_info as module
from vsl.speech.engine_info import check_availability, list_engines
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.speech.recogniser import ListenOptions, read_hot_words
from vsl.speech.registry import EngineChoice, Parts, choose_engine, source
from vsl.speech.transcript_cache import transcript_key
from vsl.speech.weights import converted as converted_weights


class _Network:
    """Stands for the network: servers that are known not to answer."""

    def __init__(self, *dead: str) -> None:
        self._dead = dead

    def is_known_dead(self, url: str) -> bool:
        return any(host in url for host in self._dead)


_NOBODY = OpenAiAccess()
_FETCHING = ("whisper", "faster-whisper", "parakeet")
_ALLOWED = OpenAiAccess("key", allowed=True)


def _captions(text: str) -> ListenOptions:
    return ListenOptions(captions=Transcript((Word(text, 0, 500),), "en", "captions"))


@pytest.fixture(autouse=True)
def no_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(converted_weights, "CONVERSIONS", {})
    monkeypatch.setattr(module, "REACH", _Network())


def _install(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: name in packages or None)


def test_the_list_says_what_each_engine_is_and_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _install(monkeypatch, "whisper", "pocketsphinx")
    found = {listener.name: listener for listener in list_engines(_NOBODY, "base")}
    assert list(found) == ["whisper", "faster-whisper", "parakeet", "sphinx", "openai"]
    assert all(listener.title and listener.about for listener in found.values())
    assert (found["whisper"].missing, found["sphinx"].missing) == ("", "")
    assert "fetches" in found["whisper"].about
    assert "pip install 'vsl[fast]'" in found["faster-whisper"].missing
    assert "25 European languages, fetches 2.5 GB once" in found["parakeet"].about
    assert "pip install 'vsl[parakeet]'" in found["parakeet"].missing
    assert "ALLOW_UPLOAD_TO_API=true" in found["openai"].missing


def _missing(whisper: str = "base", parakeet: str = "parakeet-tdt-0.6b-v3") -> list[str]:
    found = list_engines(_NOBODY, whisper, parakeet)
    return [listener.missing for listener in found if listener.name in _FETCHING]


def test_weights_that_can_be_fetched_are_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, "whisper", "faster_whisper", "onnx_asr")
    assert _missing() == ["", "", ""]
    awaits = {each.name: each.awaits for each in list_engines(_NOBODY, "base")}
    assert awaits["whisper"] == "Whisper base is not on this machine."
    assert awaits["faster-whisper"].startswith("Whisper base as faster-whisper reads it is not")
    assert awaits["parakeet"] == "Parakeet tdt-0.6b-v3 is not on this machine."
    assert awaits["sphinx"] == ""


def test_weights_that_nobody_sends_leave_an_engine_out(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, "whisper", "faster_whisper", "onnx_asr")
    monkeypatch.setattr(module, "REACH", _Network("openaipublic", "huggingface.co"))
    hosts = ("openaipublic", "huggingface", "huggingface")
    for missing, host in zip(_missing(), hosts, strict=True):
        assert host in missing
        assert missing.endswith("does not answer: connect to the network once.")
    monkeypatch.setattr(module, "REACH", _Network("huggingface.co"))
    assert [bool(missing) for missing in _missing()] == [False, True, True]


def test_who_works_offline_asks_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, "faster_whisper")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "nothing says where to fetch it" in _missing()[1]


def test_a_checkpoint_that_is_not_there_is_told_without_its_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _install(monkeypatch, "whisper", "faster_whisper", "onnx_asr")
    missing = _missing(str(tmp_path / "acme.pt"), str(tmp_path / "bird"))
    assert [text.partition(" is not")[0] for text in missing] == [
        "Whisper acme",
        "Whisper acme as faster-whisper reads it",
        "Parakeet bird",
    ]
    assert not any(str(tmp_path) in text for text in missing)


def test_a_service_on_this_machine_is_told_from_one_elsewhere() -> None:
    about = {access: list_engines(access, "base")[-1].about for access in (_ALLOWED, _NOBODY)}
    assert set(about.values()) == {"sends the recording to api.openai.com"}
    here = OpenAiAccess(base_url="http://127.0.0.1:9/v1")
    assert list_engines(here, "base")[-1].about == "a service on this machine"


@pytest.mark.parametrize(
    ("engine", "options", "access", "error", "cure"),
    [
        ("openai", ListenOptions(), _NOBODY, Forbidden, "ALLOW_UPLOAD_TO_API=true"),
        ("openai", ListenOptions(), OpenAiAccess(allowed=True), BadInput, "OPENAI_API_KEY"),
        ("faster-whisper", ListenOptions(), _NOBODY, BadInput, "pip install"),
        ("parakeet", ListenOptions(), _NOBODY, BadInput, "pip install"),
        ("parakeet", ListenOptions(model="small"), _NOBODY, BadInput, "parakeet-tdt-0.6b-v3"),
        ("parakeet", ListenOptions("ja"), _NOBODY, BadInput, "only Bulgarian, Croatian"),
        ("captions", ListenOptions(), _NOBODY, BadInput, ".srt"),
        ("whisper", _captions("Hello"), _NOBODY, BadInput, "leave them"),
        ("auto", ListenOptions(model="bse"), _NOBODY, BadInput, "tiny, base"),
        ("whisper", ListenOptions(model="bse"), _NOBODY, BadInput, "tiny, base"),
        ("parrot", ListenOptions(), _NOBODY, BadInput, "whisper"),
    ],
)
def test_an_engine_that_cannot_listen_is_refused_with_the_cure(
    monkeypatch: pytest.MonkeyPatch,
    engine: str,
    options: ListenOptions,
    access: OpenAiAccess,
    error: type[Exception],
    cure: str,
) -> None:
    _install(monkeypatch, "whisper")
    with pytest.raises(error, match=cure):
        check_availability(engine, options, access)


@pytest.mark.parametrize("engine", ["auto", "captions"])
def test_captions_listen_by_themselves(engine: str) -> None:
    check_availability(engine, _captions("Hello"), _NOBODY)
    assert choose_engine(engine, _captions("Hello")) == EngineChoice("captions")


def test_captions_and_hot_words_shape_the_key_of_what_was_heard() -> None:
    keys = {
        transcript_key("ab", "captions", options)
        for options in (
            ListenOptions(),
            ListenOptions(hot_words=("Acme",)),
            _captions("Hello"),
            _captions("Goodbye"),
        )
    }
    assert len(keys) == 4


def test_a_source_changes_with_the_model_or_service_that_hears() -> None:
    sources = {
        source("whisper", Parts(whisper_model="base")),
        source("whisper", Parts(whisper_model="small")),
        source("openai", Parts(openai=_ALLOWED)),
        source("openai", Parts(openai=OpenAiAccess(model="other"))),
    }
    assert len(sources) == 4
    of_parakeet = {source("parakeet", Parts(parakeet_model=name)) for name in ("a", "b")}
    assert len(of_parakeet) == 2
    of_sphinx = {source("sphinx", Parts(whisper_model=name)) for name in ("base", "small")}
    assert of_sphinx == {""}


def test_each_engine_hears_with_a_model_of_its_own() -> None:
    parts = Parts(whisper_model="base", parakeet_model="folder")
    found = [parts.model_of(engine) for engine in ("whisper", "faster-whisper", "parakeet")]
    assert found == ["base", "base", "folder"]


def test_hot_words_are_told_apart_by_commas_and_lines() -> None:
    assert read_hot_words(" Acme, Click  Funnels;\nAcme\n\n") == ("Acme", "Click Funnels")
    assert read_hot_words("") == ()


def test_a_prompt_is_the_hot_words_alone() -> None:
    assert ListenOptions(script="Buy now.", hot_words=("Acme", "Bob")).prompt == "Acme, Bob"
    assert ListenOptions(script="Buy now.").prompt == ""
    assert ListenOptions().prompt == ""
