"""Measure how well and how fast a script is aligned with a voice, on letters with known times.

``python benchmarks/text.py [--section NAME] [--speech FOLDER] [--json]``. Letters are made from the
public-domain texts in FOLDER (``*.txt``), else from the project's sample. The simulated voice
omits, adds, repeats and swaps paragraphs, and a simulated recogniser makes errors, all with a fixed
seed. Shares and ratios hold across machines; seconds don't.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from vsl.basics.text_cache import clear_text_caches
from vsl.model.project import Reading, Word
from vsl.text.script.alignment import Alignment, lay_script
from vsl.text.script.differences import UNSPOKEN, compare_script, differences
from vsl.text.script.placing import beats
from vsl.text.script.reading import words_of

ROOT = Path(__file__).parent.parent
SPEECH = ROOT.parent / "shared" / "speech"
WORD_ERRORS = (0.0, 0.05, 0.15, 0.30)
BARS = (0.99, 0.97, 0.93, 0.85)  # share of spoken words within LATE_MS, at each word error
LATE_MS = 150
HOUR_WORDS = 9_000
LETTERS = 8  # of each kind
CALL_TO_ACTION = "Click the button below now and start your order today while it lasts."
AGAIN = ["sorry", "let", "me", "say", "that", "again"]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, and the least or the most that it may be."""

    section: str
    what: str
    value: float
    unit: str
    bar: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a letter."""

    number: int  # from 1, in the script
    words: tuple[str, ...]


@dataclass(slots=True)
class Voice:
    """What is really said: words with times, and where the script's words are among them."""

    words: list[Word] = field(default_factory=list)
    truth: dict[int, Word] = field(default_factory=dict)  # by the word's number in the script
    damaged: set[int] = field(default_factory=set)  # lines


@dataclass(frozen=True, slots=True)
class Letter:
    """Paragraphs of lines."""

    paragraphs: tuple[tuple[Line, ...], ...]

    @property
    def lines(self) -> list[Line]:
        """All lines."""
        return [line for paragraph in self.paragraphs for line in paragraph]

    @property
    def text(self) -> str:
        """The script."""
        rows: list[str] = []
        for line in self.lines:
            rows += [""] * (line.number - 1 - len(rows)) + [" ".join(line.words)]
        return "\n".join(rows)

    def firsts(self) -> dict[int, int]:
        """The number of the first word of each line."""
        found, count = {}, 0
        for line in self.lines:
            found[line.number] = count
            count += len(line.words)
        return found


def texts(folder: Path) -> list[str]:
    """The words of the texts in a folder, else of the sample."""
    files = sorted(folder.glob("lj-*.txt")) + sorted(folder.glob("*-en.txt"))
    sample = re.sub(r"\[.*?\]|#.*|\*", "", (ROOT / "samples/pitch.txt").read_text("utf-8"))
    found = " ".join([*(file.read_text("utf-8") for file in files), sample])
    return re.findall(r"[A-Za-z']+", found)


def letter(dice: random.Random, words: Sequence[str], count: int) -> Letter:
    """A letter of about so many words: chains of the texts' own pairs, and its call to action."""
    following: dict[str, list[str]] = {}
    for one, other in pairwise(words):
        following.setdefault(one.lower(), []).append(other)
    paragraphs: list[tuple[Line, ...]] = []
    number, total = 1, 0
    while total < count:
        lines = []
        for _ in range(dice.randint(2, 5)):
            said = [dice.choice(words).capitalize()]
            for _ in range(dice.randint(4, 14)):
                said.append(dice.choice(following.get(said[-1].lower()) or words).lower())
            if len(said) > 8:
                said[len(said) // 2] += ","
            said[-1] += "."
            lines.append(Line(number, tuple(said)))
            number += 1
        if len(paragraphs) % 12 == 11:
            lines = [Line(number, tuple(CALL_TO_ACTION.split()))]
            number += 1
        total += sum(len(line.words) for line in lines)
        paragraphs.append(tuple(lines))
        number += 1
    return Letter(tuple(paragraphs))


Damage = Callable[[random.Random, Letter, Voice], None]


def read_out(
    dice: random.Random, voice: Voice, lines: Sequence[Line], firsts: Mapping[int, int]
) -> None:
    """Say lines; their words are where the script's words are heard."""
    for line in lines:
        for n, text in enumerate(line.words):
            voice.truth[firsts[line.number] + n] = _say(dice, voice, text)


def say_aside(dice: random.Random, voice: Voice, texts: Sequence[str]) -> None:
    """Say words that are not the script's."""
    for text in texts:
        _say(dice, voice, text)


def _say(dice: random.Random, voice: Voice, text: str) -> Word:
    start = voice.words[-1].end_ms if voice.words else 500
    if voice.words:
        before = voice.words[-1].text
        pause = (
            (300, 900) if before[-1] in ".!?" else (100, 350) if before[-1] in ",;:" else (0, 20)
        )
        start += dice.randint(*pause)
    length = int(beats(text.lower()) * 110 * dice.uniform(0.75, 1.3))
    voice.words.append(Word(text, start, start + length, 0.9))
    return voice.words[-1]


def plain(dice: random.Random, script: Letter) -> Voice:
    """The letter as it is written."""
    voice = Voice()
    read_out(dice, voice, script.lines, script.firsts())
    return voice


def damaged(dice: random.Random, script: Letter) -> Voice:
    """The letter with paragraphs left out, added, said twice, and swapped."""
    voice, firsts = Voice(), script.firsts()
    rest = list(script.paragraphs)
    number = 0
    while rest:
        number += 1
        lines = rest.pop(0)
        whole = {line.number for line in lines}
        kind = number % 8
        if kind == 1:
            voice.damaged |= whole
            continue
        if kind == 3:
            voice.damaged |= {lines[0].number}
            other = dice.choice(
                [p for p in script.paragraphs if abs(p[0].number - lines[0].number) > 20]
            )
            say_aside(
                dice,
                voice,
                [text for line in other for text in dice.sample(line.words, len(line.words))],
            )
        elif kind == 5:
            voice.damaged |= whole
            say_aside(
                dice, voice, [text for line in lines for text in line.words][: dice.randint(4, 30)]
            )
            say_aside(dice, voice, AGAIN)
        elif kind == 7 and rest and sum(len(line.words) for line in lines) > 15:
            voice.damaged |= whole | {line.number for line in rest[0]}
            read_out(dice, voice, rest.pop(0), firsts)
        read_out(dice, voice, lines, firsts)
    return voice


def misheard(
    dice: random.Random, said: Sequence[Word], share: float, words: Sequence[str]
) -> list[Word]:
    """Words as a recogniser gets them wrong: a third each replaced, left out, and added."""
    found: list[Word] = []
    for word in said:
        fate = dice.random()
        plain = word.text.lower().strip(".,!?")
        if fate < share / 3:
            continue
        if fate < share * 2 / 3:
            plain = dice.choice(words).lower() if dice.random() < 0.5 else _slurred(dice, plain)
        found.append(replace(word, text=plain, confidence=dice.uniform(0.4, 1)))
        if dice.random() < share / 3:
            middle = (word.start_ms + word.end_ms) // 2
            found[-1] = replace(found[-1], end_ms=middle)
            found.append(Word(dice.choice(words).lower(), middle, word.end_ms, 0.4))
    return found


def _slurred(dice: random.Random, text: str) -> str:
    """A word that sounds much like another."""
    place = dice.randrange(len(text))
    return text[:place] + dice.choice("aeioubdgklmnprstv") + text[place + 1 :]


@dataclass(slots=True)
class Score:
    """Counts over letters."""

    spoken: int = 0
    in_time: int = 0
    lost: int = 0  # spoken, but taken for unspoken
    unspoken: int = 0
    left_out: int = 0
    strayed: int = 0  # outside a damaged region, and further than a line from where they are said

    def add(self, laid: Alignment, script: Letter, voice: Voice) -> None:
        """Count one letter."""
        spans = _line_spans(script, voice)
        numbers = [line.number for line in script.lines]
        touched = {
            number
            for n, number in enumerate(numbers)
            if not voice.damaged.isdisjoint(numbers[max(0, n - 1) : n + 2])
        }
        out = {n for each in differences(laid) if each.kind == UNSPOKEN for n in each.laid}
        for place, each in enumerate(laid.laid):
            shown = place not in out
            truth = voice.truth.get(each.number)
            if truth is None:
                self.unspoken += 1
                self.left_out += not shown
                continue
            self.spoken += 1
            self.lost += not shown
            self.in_time += shown and abs(each.start_ms - truth.start_ms) <= LATE_MS
            first, last = spans[each.word.line]
            near = first - LATE_MS <= each.start_ms <= last + LATE_MS and shown
            self.strayed += not near and each.word.line not in touched


def _line_spans(script: Letter, voice: Voice) -> dict[int, tuple[int, int]]:
    """From when to when a line and its neighbours are said."""
    firsts = script.firsts()
    own: dict[int, tuple[int, int]] = {}
    for line in script.lines:
        said = [
            voice.truth[n]
            for n in range(firsts[line.number], firsts[line.number] + len(line.words))
            if n in voice.truth
        ]
        if said:
            own[line.number] = said[0].start_ms, said[-1].end_ms
    order = sorted(own, key=lambda number: own[number])
    return {
        number: (own[order[max(0, n - 1)]][0], own[order[min(len(order) - 1, n + 1)]][1])
        for n, number in enumerate(order)
    }


def alignment(words: Sequence[str]) -> Iterator[Row]:
    """Shares of words in time, for whole and for damaged readings."""
    for name, read in (("as written", plain), ("damaged", damaged)):
        for share, bar in zip(WORD_ERRORS, BARS, strict=True):
            score = Score()
            for seed in range(LETTERS):
                dice = random.Random(seed)
                script = letter(dice, words, 1_200)
                voice = read(dice, script)
                heard = tuple(misheard(dice, voice.words, share, words))
                end_ms = voice.words[-1].end_ms + 500
                score.add(lay_script(script.text, heard, end_ms=end_ms), script, voice)
            what = f"{name}, {share:.0%} word error"
            yield Row(
                "alignment",
                f"{what}: in time",
                100 * score.in_time / score.spoken,
                "%",
                f"≥ {bar:.0%}",
            )
            yield Row("alignment", f"{what}: strayed", score.strayed, "words", "0")
            yield Row("alignment", f"{what}: lost", 100 * score.lost / score.spoken, "%")
            if score.unspoken:
                yield Row(
                    "alignment",
                    f"{what}: rightly left out",
                    100 * score.left_out / score.unspoken,
                    "%",
                )


def speed(words: Sequence[str]) -> Iterator[Row]:
    """An hour's letter laid on its voice, against difflib on the same words."""
    for share in WORD_ERRORS:
        yield from _speed(words, share)


def _speed(words: Sequence[str], share: float) -> Iterator[Row]:
    dice = random.Random(1)
    script = letter(dice, words, HOUR_WORDS)
    voice = plain(dice, script)
    reading = Reading(script.text, tuple(misheard(dice, voice.words, share, words)))
    end_ms = voice.words[-1].end_ms
    clear_text_caches()
    ours = _seconds(lambda: lay_script(reading.script, reading.heard, language="en", end_ms=end_ms))
    shown = _seconds(lambda: words_of(reading, compare_script(reading, "en", end_ms)))
    written = [text.lower().strip(".,") for line in script.lines for text in line.words]
    said = [word.text for word in reading.heard]
    matcher = SequenceMatcher(None, written, said, autojunk=False)
    peer = _seconds(matcher.get_matching_blocks)
    what = f"{len(written):,} words, {share:.0%} word error"
    yield Row("speed", f"{what}: laid", ours, "s", "< 0.5")
    yield Row("speed", f"{what}: laid", peer / ours, "× as fast as difflib")
    yield Row("speed", f"{what}: decided again", shown, "s")


SECTIONS: Mapping[str, Callable[[Sequence[str]], Iterator[Row]]] = {
    "alignment": alignment,
    "speed": speed,
}


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()  # of this process alone, however busy the machine is
    work()
    return time.process_time() - begin


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--section", choices=SECTIONS, help="one section only")
    parser.add_argument("--speech", type=Path, default=SPEECH, help="folder of texts")
    options = parser.parse_args()
    words = texts(options.speech)
    names = [options.section] if options.section else list(SECTIONS)
    rows = [row for name in names for row in SECTIONS[name](words)]
    if options.json:
        print(json.dumps({"cores": os.cpu_count(), "rows": [asdict(row) for row in rows]}))
        return
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {len(set(words))} words known")
    for row in rows:
        print(f"{row.section:10} {row.what:48}{row.value:10.2f} {row.unit:22}{row.bar}")


if __name__ == "__main__":
    main()
