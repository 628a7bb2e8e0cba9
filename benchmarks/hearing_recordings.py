"""The recordings that ``hearing.py`` uses, with their reference words and times.

Read from a folder: short readings (``NAME.wav`` with ``NAME.txt``) and ``letters/NAME.flac`` with
``NAME.truth.json``, the times of every spoken word. Harder ones are derived from them: noise and
music beside the voice, long silences between sentences, readings joined to ten minutes, two
languages in one recording, and sounds without speech.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from hearing_scores import read_tokens
from hearing_sounds import (
    create_music,
    create_noise,
    create_room,
    encode_pcm,
    find_voice_ms,
    mix_sounds,
    read_sound,
)
from onsets import ONSETS

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples
from vsl.text.language import LANGUAGES

_PAUSE_MS = 150
_NOISE_DB, _MUSIC_DB = 10, 12  # below the voice
_QUIET = 10 ** (-30 / 20)  # of the level
_EXCERPT_S, _GAP_S = 80, 20
_LONG_ROUNDS, _LONG_GAPS_S = 5, (0.5, 1.5)
_NOTHING_S = 40


@dataclass(frozen=True, slots=True)
class TrueWord:
    """One spoken word."""

    text: str  # lower-case, without punctuation, numbers in words
    language: str
    start_ms: float | None = None  # when it is first heard, where that is known
    end_ms: float | None = None
    after_pause: bool = False
    figure: int = -1  # position of the first word of the figure it belongs to; -1: of none

    def moved(self, offset_ms: float, words_before: int) -> TrueWord:
        """The word in a recording that has something before it."""
        start, end = (t if t is None else t + offset_ms for t in (self.start_ms, self.end_ms))
        figure = self.figure + words_before if self.figure >= 0 else -1
        return replace(self, start_ms=start, end_ms=end, figure=figure)


@dataclass(frozen=True)
class Recording:
    """Samples, and every word said in them."""

    name: str
    section: str
    samples: Samples
    words: tuple[TrueWord, ...]
    script: str = ""  # given to whoever listens

    @cached_property
    def pcm(self) -> bytes:
        """What everybody hears."""
        return encode_pcm(self.samples)

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / SAMPLE_RATE_HZ

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages spoken in it, in the order in which they come."""
        return tuple(dict.fromkeys(word.language for word in self.words))

    @property
    def silences_ms(self) -> tuple[tuple[float, float], ...]:
        """Stretches of a second and more between two words whose times are known."""
        known = [
            (before.end_ms, word.start_ms)
            for before, word in pairwise(self.words)
            if before.end_ms is not None and word.start_ms is not None
        ]
        return tuple((start, end) for start, end in known if end - start >= 1000)


@dataclass(frozen=True, slots=True)
class Letter:
    """A sales letter with the time of each of its words, and where its sentences begin."""

    name: str
    recording: Recording
    sentences: tuple[int, ...]  # positions of their first words
    script: str


def create_recordings(
    folder: Path, sections: Sequence[str], *, quick: bool = False
) -> list[Recording]:
    """The recordings of some sections; of each section only the first two where it is quick."""
    material = Material(folder)
    made = {name: list(SECTIONS[name](material)) for name in sections}
    return [one for some in made.values() for one in (some[:2] if quick else some)]


@dataclass(frozen=True)
class Material:
    """What the folder holds."""

    folder: Path

    @cached_property
    def readings(self) -> tuple[Recording, ...]:
        """Short recordings of one or two sentences."""
        paths = sorted(path for path in self.folder.iterdir() if path.suffix in (".wav", ".flac"))
        return tuple(_read_reading(path) for path in paths)

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """Whole sales letters."""
        return tuple(map(_read_letter, sorted(self.folder.glob("letters/*.flac"))))


def _read_reading(path: Path) -> Recording:
    name, samples = path.stem, read_sound(path)
    language = next((part for part in name.split("-") if part in LANGUAGES), "en")
    texts = read_tokens(path.with_suffix(".txt").read_text(encoding="utf-8"), language)
    marks = {word: onset.heard_ms for word, onset in ONSETS.get(name, {}).items()}
    words = [
        TrueWord(text, language, marks.get(text) if texts.count(text) == 1 else None)
        for text in texts
    ]
    first_ms, last_ms = find_voice_ms(samples)
    words[0] = replace(words[0], start_ms=first_ms, after_pause=first_ms >= _PAUSE_MS)
    words[-1] = replace(words[-1], end_ms=last_ms)
    return Recording(name, "short", samples, tuple(words))


def _read_letter(path: Path) -> Letter:
    truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
    language = truth["lang"][:2]
    words: list[TrueWord] = []
    places = []  # of each spoken word as the file counts them
    for row in truth["words"]:
        places.append(len(words))
        for number, text in enumerate(read_tokens(row["text"], language)):
            word = TrueWord(text, language, end_ms=1000 * row["end"])
            first = replace(word, start_ms=1000 * row["onset"], after_pause=row["after_pause"])
            words.append(word if number else first)
    sentences: dict[tuple[int, int], int] = {}
    for row in truth["written"]:
        sentences.setdefault((row["para"], row["sent"]), places[row["first"]])
        if any(char.isdigit() for char in row["text"]):
            stop = places[row["last"] + 1] if row["last"] + 1 < len(places) else len(words)
            for place in range(places[row["first"]], stop):
                words[place] = replace(words[place], figure=places[row["first"]])
    recording = Recording(path.stem, "letters", read_sound(path), tuple(words))
    script = path.with_suffix(".exact.txt").read_text(encoding="utf-8")
    return Letter(path.stem, recording, tuple(sentences.values()), script)


def join_recordings(name: str, parts: Sequence[Recording], gaps_s: Sequence[float]) -> Recording:
    """The parts one after another with a quiet room between them."""
    sounds: list[Samples] = []
    words: list[TrueWord] = []
    length = 0
    for number, part in enumerate(parts):
        offset_ms, before = 1000 * length / SAMPLE_RATE_HZ, len(words)
        said = [word.moved(offset_ms, before) for word in part.words]
        if number and said[0].start_ms is not None:
            said[0] = replace(said[0], after_pause=True)
        words += said
        sounds.append(part.samples)
        if number < len(gaps_s):
            sounds.append(create_room(round(gaps_s[number] * SAMPLE_RATE_HZ), seed=number))
        length = sum(map(len, sounds))
    return Recording(name, parts[0].section, np.concatenate(sounds), tuple(words))


def cut_letter(letter: Letter, seconds: float) -> list[Recording]:
    """Pieces of a letter of about so many seconds each, cut in pauses between sentences."""
    words, whole = letter.recording.words, letter.recording
    cuts, cut_ms = [0], 0.0
    for place in letter.sentences[1:]:
        start_ms = words[place].start_ms or 0.0
        if words[place].after_pause and start_ms - cut_ms >= 1000 * seconds:
            cuts.append(place)
            cut_ms = start_ms
    return [_cut(whole, first, stop) for first, stop in pairwise(cuts)]


def _cut(whole: Recording, first: int, stop: int) -> Recording:
    """The words from one to another with half of the pauses around them."""
    start, end = (_find_middle_ms(whole.words, place) for place in (first, stop))
    rate = SAMPLE_RATE_HZ / 1000
    samples = whole.samples[round(start * rate) : round(end * rate)]
    said = tuple(word.moved(-start, -first) for word in whole.words[first:stop])
    return replace(whole, samples=samples, words=said)


def _find_middle_ms(words: Sequence[TrueWord], place: int) -> float:
    start = words[place].start_ms or 0.0
    return ((words[place - 1].end_ms or start) + start) / 2 if place else 0.0


def list_short(material: Material) -> Iterator[Recording]:
    """Every short reading by itself."""
    yield from material.readings


def list_letters(material: Material) -> Iterator[Recording]:
    """Every letter as it was spoken."""
    for letter in material.letters:
        yield letter.recording


def list_quiet(material: Material) -> Iterator[Recording]:
    """The readings and the letters, as of a microphone that is far away."""
    for one in (*material.readings, *(letter.recording for letter in material.letters)):
        yield replace(one, section="quiet", samples=one.samples * _QUIET)


def spoil_beginnings(material: Material) -> Iterator[Recording]:
    """Beginnings of letters, and the readings, in noise, over music and with long silences."""
    for letter in material.letters:
        pieces = cut_letter(letter, _GAP_S)[: _EXCERPT_S // _GAP_S]
        yield from _spoil(letter.name, pieces)
    lines = [one for one in material.readings if one.name.startswith("lj-")]
    if lines:
        yield from _spoil(
            "lj", [join_recordings("", lines[n : n + 3], (0.5, 0.5)) for n in (0, 3, 6, 9)]
        )


def _spoil(name: str, pieces: Sequence[Recording]) -> Iterator[Recording]:
    whole = join_recordings(name, pieces, [0.0] * (len(pieces) - 1))
    length = len(whole.samples)
    for what, other, below_db in (
        ("noise", create_noise, _NOISE_DB),
        ("music", create_music, _MUSIC_DB),
    ):
        heard = mix_sounds(whole.samples, other(length), below_db)
        yield replace(whole, name=f"{name} {what}", section="degraded", samples=heard)
    apart = join_recordings(f"{name} gaps", pieces, [_GAP_S] * (len(pieces) - 1))
    yield replace(apart, section="degraded")


def repeat_readings(material: Material) -> Iterator[Recording]:
    """The English readings, over and over in changing order, with short pauses between them."""
    dice = random.Random(1)
    english = [one for one in material.readings if one.languages == ("en",)]
    order = [one for _ in range(_LONG_ROUNDS) for one in dice.sample(english, len(english))]
    if order:
        gaps = [dice.uniform(*_LONG_GAPS_S) for _ in order[1:]]
        yield replace(join_recordings("readings", order, gaps), section="long")


def create_nothing(_material: Material) -> Iterator[Recording]:
    """Sounds in which nobody speaks."""
    length = _NOTHING_S * SAMPLE_RATE_HZ
    sounds = {
        "silence": np.zeros(length, np.float32),
        "room": create_room(length),
        "noise": create_noise(length),
        "music": create_music(length),
    }
    for name, samples in sounds.items():
        yield Recording(name, "nothing", samples, ())


def join_languages(material: Material) -> Iterator[Recording]:
    """Two languages in one recording: one after the other, and in turns."""
    by_language = {letter.recording.languages[0]: letter for letter in material.letters}
    if len(by_language) < 2:
        return
    one, other = list(by_language.values())[:2]
    name = " then ".join(list(by_language)[:2])
    halves = [cut_letter(one, 50)[0], cut_letter(other, 50)[0]]
    yield replace(join_recordings(name, halves, (1.0,)), section="languages")
    pieces = zip(cut_letter(one, 20)[:3], cut_letter(other, 20)[:3], strict=True)
    turns = [piece for pair in pieces for piece in pair]
    yield replace(join_recordings(f"{name}, in turns", turns, [0.8] * 5), section="languages")


def list_scripted(material: Material) -> Iterator[Recording]:
    """Every letter with its exact script."""
    for letter in material.letters:
        yield replace(letter.recording, section="scripted", script=letter.script)


SECTIONS: Mapping[str, Callable[[Material], Iterator[Recording]]] = {
    "short": list_short,
    "letters": list_letters,
    "quiet": list_quiet,
    "degraded": spoil_beginnings,
    "long": repeat_readings,
    "nothing": create_nothing,
    "languages": join_languages,
    "scripted": list_scripted,
}
