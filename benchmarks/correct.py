"""Measure correction without a script: the quality of restored punctuation, and the speed of rules.

``python benchmarks/correct.py [SPEECH] [--section punctuation|speed] [--json]``: SPEECH is the
folder of recordings. Their texts are the reference, aligned with the voice by PocketSphinx.
Punctuation and capitals are removed and restored, by this project and by a baseline that uses
pauses only, with its two thresholds tuned on these very texts.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path

from vsl.model.project import Word
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.speech.recogniser import ListenOptions
from vsl.text.correction.corrector import (
    CORRECTORS,
    CorrectOptions,
    Task,
    correct,
    process_in_batches,
)
from vsl.text.correction.edits import parts
from vsl.text.correction.glossary import Glossary, Term
from vsl.text.correction.punctuation import Punctuation
from vsl.workflows.transcribe import Transcriber

SPEECH = Path(__file__).parents[2] / "shared" / "speech"
SAMPLE = Path(__file__).parents[1] / "samples" / "pitch.mp4"
LINES = [f"lj-{number:02}" for number in range(1, 17)]
JOINT_MS = 450  # between the lines of LJSpeech, whose clips were cut at pauses and trimmed
WORDS = 9_000  # an hour
NAMES = (
    "ClickFunnels", "Rootwink", "Klaviyo", "Natuvida", "GoHighLevel", "WeTransfer", "Kajabi",
)  # fmt: skip
TERMS = 100

BOUNDS = list(product(range(100, 1001, 50), repeat=2))  # ms: of a comma, of a sentence's end

Text = tuple[str, list[Word]]
KINDS: Mapping[str, Callable[[Word], bool]] = {
    "sentence ends": lambda word: word.text.rstrip("\"”'").endswith((".", "?", "!")),
    "commas": lambda word: word.text.rstrip("\"”'").endswith((",", ";", ":")),
    "capitals": lambda word: parts(word.text)[1][:1].isupper(),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure."""

    section: str
    what: str
    value: float
    unit: str


def punctuation(speech: Path) -> list[Row]:
    """Precision, recall and F1 of marks, ours and by pauses alone."""
    with tempfile.TemporaryDirectory() as cache:
        listener = Transcriber.from_settings(Settings(cache_dir=Path(cache)))
        voices, sample = list(_texts(listener, speech)), [("en", _placed(listener, SAMPLE))]
    return [*_judged("voices", voices), *_judged("synthetic sample", sample)]


def _judged(what: str, texts: Sequence[Text]) -> Iterator[Row]:
    words = sum(len(truth) for _, truth in texts)
    bare = [
        (language, [replace(word, text=parts(word.text)[1].lower()) for word in truth])
        for language, truth in texts
    ]
    truth = [word for _, words in texts for word in words]
    ours = [
        word
        for language, words in bare
        for word in process_in_batches(words, Punctuation.of(words, language), len(words))
    ]
    by_pauses = max(
        ([word for _, words in bare for word in _by_pauses(words, *bounds)] for bounds in BOUNDS),
        key=lambda tried: sum(_scores(truth, tried, kind)[-1] for kind in KINDS),
    )
    for kind in KINDS:
        for who, found in (("ours", ours), ("by pauses alone", by_pauses)):
            for name, score in zip(
                ("precision", "recall", "F1"), _scores(truth, found, kind), strict=True
            ):
                yield Row("punctuation", f"{what}, {words} words, {kind}, {who}, {name}", score, "")


def _texts(listener: Transcriber, speech: Path) -> Iterator[Text]:
    """Languages, and words with all marks on their times."""
    letter: list[Word] = []
    for name in LINES:
        line = _placed(listener, speech / f"{name}.wav")
        shift_ms = (letter[-1].end_ms + JOINT_MS if letter else 0) - line[0].start_ms
        letter += [
            replace(word, start_ms=word.start_ms + shift_ms, end_ms=word.end_ms + shift_ms)
            for word in line
        ]
    yield "en", letter
    yield "en", _placed(listener, speech / "jfk.flac")
    yield "en", _listed(speech, "words-en")
    yield "pt", _listed(speech, "words-pt")


def _placed(listener: Transcriber, recording: Path) -> list[Word]:
    script = recording.with_suffix(".txt").read_text(encoding="utf-8")
    options = ListenOptions("en", script)
    _, transcript = listener.listen(recording, options, engine="sphinx", progress=Progress())
    return list(transcript.words)


def _listed(speech: Path, name: str) -> list[Word]:
    texts = (speech / f"{name}.txt").read_text(encoding="utf-8").split()
    times = json.loads((speech / f"{name}.words.json").read_text(encoding="utf-8"))
    return [
        Word(text, round(row["start_sec"] * 1000), round(row["end_sec"] * 1000))
        for text, row in zip(texts, times, strict=True)
    ]


def _by_pauses(bare: Sequence[Word], comma_ms: int, end_ms: int) -> list[Word]:
    """Marks and capitals by the length of pauses alone."""
    found: list[Word] = []
    for at, word in enumerate(bare):
        pause_ms = bare[at + 1].start_ms - word.end_ms if at + 1 < len(bare) else end_ms
        mark = "." if pause_ms >= end_ms else "," if pause_ms >= comma_ms else ""
        starts = not found or found[-1].text.endswith(".")
        found.append(replace(word, text=(word.text.capitalize() if starts else word.text) + mark))
    return found


def _scores(truth: Sequence[Word], found: Sequence[Word], kind: str) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    wanted, given = ([KINDS[kind](word) for word in words] for words in (truth, found))
    hits = sum(one and other for one, other in zip(wanted, given, strict=True))
    precision, recall = hits / max(1, sum(given)), hits / max(1, sum(wanted))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def speed(speech: Path) -> list[Row]:
    """Words a second through every rule, with a glossary of a hundred names."""
    draw = random.Random(1)
    words = list(_hour(speech, draw))
    syllables = ("ba", "ro", "mi", "ten", "lux", "vor", "ka")
    coined = ("".join(draw.choices(syllables, k=3)).title() for _ in range(TERMS - len(NAMES)))
    names = Glossary(tuple(Term(name) for name in dict.fromkeys((*NAMES, *coined))))
    options = CorrectOptions(glossary=names, drop_fillers=True)
    correct(words[:200], "en", options)  # the dictionary is loaded once a process
    rows = []
    found: tuple[Word, ...] = tuple(words)
    all_s = 0.0
    for name, make in CORRECTORS.items():
        begin = time.perf_counter()
        corrector = make(Task(found, words, "en", options))
        if corrector:
            found = process_in_batches(found, corrector, len(found))
            took_s = time.perf_counter() - begin
            all_s += took_s
            rows.append(Row("speed", f"{name}, {WORDS:,} words", took_s, "s"))
    return [*rows, Row("speed", "all rules", WORDS / all_s, "words/s")]


def _hour(speech: Path, draw: random.Random) -> Iterator[Word]:
    """Real texts said again and again, with slips, fillers and doubts sown in."""
    said = " ".join((speech / f"{name}.txt").read_text(encoding="utf-8") for name in LINES)
    said += SAMPLE.with_suffix(".txt").read_text(encoding="utf-8")
    texts = [core.lower() for core in (parts(text)[1] for text in said.split()) if core]
    now_ms = 0
    for number in range(WORDS):
        text, confidence = texts[number % len(texts)], draw.uniform(0.5, 1)
        kind = draw.random()
        if kind < 0.03:
            text = text + draw.choice(text)
            confidence = draw.uniform(0, 0.6)
        elif kind < 0.2:  # an hour has more words of its own than these texts
            text = text + draw.choice(texts)
            confidence = 0.95
        elif kind < 0.25:
            text = draw.choice(("um", "forty seven dollars"))
        for part in text.split():
            start_ms = now_ms + draw.choice((0, 0, 0, 100, 300, 700))
            now_ms = start_ms + 250
            yield Word(part, start_ms, now_ms, confidence)


SECTIONS: Mapping[str, Callable[[Path], list[Row]]] = {
    "punctuation": punctuation,
    "speed": speed,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("speech", nargs="?", type=Path, default=SPEECH)
    parser.add_argument("--section", choices=SECTIONS, help="one section only")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    names = [options.section] if options.section else list(SECTIONS)
    rows = [row for name in names for row in SECTIONS[name](options.speech)]
    if options.json:
        print(json.dumps([asdict(row) for row in rows]))
        return
    for row in rows:
        print(f"{row.section:12} {row.what:64} {row.value:10.2f} {row.unit}")


if __name__ == "__main__":
    main()
