"""Hostile texts, the doors they come in by, and the time that each door takes for them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from vsl.basics.spacing import count_tokens, join_lines, split_words
from vsl.basics.text_cache import clear_text_caches
from vsl.errors import VslError
from vsl.export.captions.lines import caption_lines
from vsl.model.appearance import Theme
from vsl.model.project import Reading, Transcript, Word
from vsl.slides.lint.checks import lint
from vsl.text.correction.corrector import CorrectOptions, correct
from vsl.text.correction.glossary import parse_glossary
from vsl.text.numbers.display import to_display
from vsl.text.readers.captions import read_captions
from vsl.text.readers.script_file import read_script
from vsl.text.script.names import script_names
from vsl.text.script.report import reconcile
from vsl.text.written import script_as_spoken
from vsl.workflows.build_deck import make_deck

Door = Callable[[str], object]


def _repeated(pattern: str) -> Callable[[int], str]:
    return lambda size: (pattern * (size // len(pattern) + 1))[:size]


ALPHABETS: Mapping[str, Callable[[int], str]] = {
    "a heading of spaces": lambda size: "#" + " " * (size - size // 20) + "a" * (size // 20),
    "currency and ranges": _repeated("USD 1-"),
    "money after money": _repeated("$1 $1-$2 "),
    "one word": _repeated("a"),
    "one number": _repeated("1"),
    "grouped figures": _repeated("1,000."),
    "spaced groups": _repeated("1 000 000 "),
    "dots": _repeated("."),
    "dots and spaces": _repeated(". "),
    "spaces": lambda size: "a" + " " * (size - 2) + "a",
    "open brackets": _repeated("["),
    "stage directions": _repeated("[("),
    "stars": _repeated("*"),
    "bold": _repeated("**a "),
    "half bold words": _repeated("a** **"),
    "underscores": _repeated("_a"),
    "hyphens": _repeated("a-"),
    "apostrophes": _repeated("a'"),
    "dashes": _repeated("—a"),
    "tags": _repeated("<b "),
    "comments": _repeated("<!--"),
    "times in captions": _repeated("<00:"),
    "addresses": _repeated("a.a@"),
    "links": _repeated("http://a."),
    "Markdown links": _repeated("[a]("),
    "Markdown references": _repeated("![a]["),
    "Markdown tables": _repeated("|a|-\n|-|-\n"),
    "quoted lines": _repeated(">|a"),
    "definitions": _repeated("\n[a]: b.c"),
    "footnotes": _repeated("[^1]: "),
    "wiki links": _repeated("[[a|"),
    "entities": _repeated("&amp;&#"),
    "songs": _repeated("♪ a "),
    "speakers": _repeated("ANN: hello there\n- "),
    "round brackets": _repeated("(a "),
    "time lines": _repeated("00:00:01,0 --> 00:00:02,0\na\n"),
    "fractions": _repeated("1/2 "),
    "clocks": _repeated("1:30 p.m. "),
    "abbreviations": _repeated("z. B. "),
    "number words": _repeated("one hundred and "),
    "list marks": _repeated("- "),
    "rules": _repeated("-_"),
    "Han": _repeated("価格は四十七"),
    "Thai": _repeated("ราคา๔๗"),
    "combining marks": _repeated("ế́̂"),
    "right to left": _repeated("שלום 47 "),
    "lines": _repeated("a\n"),
    "empty lines": _repeated("\n\n"),
    "escapes": _repeated("\\*"),
    "capitals": _repeated("FREE NOW "),
    "quotes": _repeated("\"'“”"),
    "emoji": _repeated("👩‍👩‍👧 "),
    "words": _repeated("buy it now for only forty seven dollars. "),
}


def _words(text: str) -> tuple[Word, ...]:
    return tuple(
        Word(token, n * 300, n * 300 + 250, 0.9) for n, token in enumerate(split_words(text))
    )


def _deck(text: str) -> object:
    words = _words(text)
    end_ms = 300 * len(words) + 1000
    deck = make_deck(Transcript(words, "en", "fake"), end_ms, Theme())
    return lint(deck, words, "en")


def _reading(text: str) -> object:
    words = _words(text)[::2]
    return reconcile(Reading(text, words), "en", 300 * len(words) + 1000)


def _subrip(text: str) -> object:
    return read_captions(f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n".encode())


def _web_vtt(text: str) -> object:
    return read_captions(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n".encode())


def _substation(text: str) -> object:
    events = "\n".join(f"Dialogue: 0,0:00:01.00,0:00:02.00,,,,,,,{row}" for row in text.split("\n"))
    return read_captions(f"[Script Info]\n[Events]\n{events}\n".encode())


def _time_lines(text: str) -> object:
    return read_captions(text.encode())


def _ttml(text: str) -> object:
    inner = text.replace("&", "").replace("<", "&lt;")
    return read_captions(
        f'<tt><body><div><p begin="1s" end="2s">{inner}</p></div></body></tt>'.encode()
    )


def _whisper(text: str) -> object:
    return read_captions(json.dumps([{"text": text, "start": 1, "end": 2}]).encode())


DOORS: Mapping[str, Door] = {
    "script file": lambda text: read_script(text.encode()),
    "script": lambda text: script_as_spoken(text, "en"),
    "script in French": lambda text: script_as_spoken(text, "fr"),
    "names": script_names,
    "report": _reading,
    "correction": lambda text: correct(_words(text), "en", CorrectOptions()),
    "numbers in German": lambda text: to_display(_words(text), "de"),
    "deck": _deck,
    "glossary": parse_glossary,
    "SubRip": _subrip,
    "WebVTT": _web_vtt,
    "times": _time_lines,
    "SubStation": _substation,
    "TTML": _ttml,
    "Whisper": _whisper,
    "tokens": count_tokens,
    "lines": join_lines,
    "caption lines": caption_lines,
}


def time_door(door: Door, text: str) -> float:
    """Return the CPU seconds that ``door`` takes for ``text``, refusing it or not."""
    clear_text_caches()
    before = time.process_time()
    with suppress(VslError):
        door(text)
    return time.process_time() - before
