"""Measure PocketSphinx: word error rate, speed, and word times with the script.

``python benchmarks/sphinx.py FOLDER [--json] [--rounds 2]``: FOLDER holds recordings with their
texts (``lj-01.wav`` with ``lj-01.txt`` …, ``jfk``, ``words-en``, ``words-pt``, ``pt-falabrasil``).
Times are compared with whole-text forced alignment, with espeak-ng's word events in texts that it
speaks, and with another recogniser's times. Where the two disagree, ``onsets.py`` gives the
reference: ``heard_ms`` is the onset of a word (``closed_ms``: the start of the silence before a
plosive), ``ours_ms`` and ``other_ms`` how much later each of them is.

``real_time_factor`` is wall-clock time, on a machine with the given ``load`` (processes that want a
core); ``cpu_factor`` is the time of all cores together. On an idle machine with n cores the
wall-clock time is the n-th part of it, and a little more.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import accumulate, chain, count, pairwise, takewhile
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import av
import numpy as np
from onsets import ONSETS, rises

from vsl.model.project import Word
from vsl.progress import Progress
from vsl.speech.pocketsphinx.decoder import SphinxDecoder
from vsl.speech.pocketsphinx.recogniser import SphinxRecogniser
from vsl.speech.pocketsphinx.script import tokens_of, write_model
from vsl.speech.recogniser import SAMPLE_RATE_HZ, ListenOptions, Samples

LINES = [f"lj-{number:02}" for number in range(1, 17)]
SPEECH = Path(__file__).parents[2] / "shared" / "speech"
TOUCHED = 2  # lines of the sixteen that an edit touches
LATE_MS = 200
NEVER_SAID = (
    "And if you order today you will also receive three free bonus reports.",
    "Nobody ever told you why this simple method works so well for women over forty.",
)
SPOKEN = {
    "en-us": "This is a simple method, and it costs you nothing. You have tried everything and"
    " nothing worked. Today I will show you the secret that changed my life. Heart and mind work"
    " together when you sleep well. Click the button below now and get three free bonus reports."
    " Every doctor told me the same story for twenty years.",
    "pt-br": "Este é um método simples, e não custa nada. Você já tentou de tudo e nada funcionou."
    " Hoje eu vou mostrar o segredo que mudou a minha vida. O coração e a mente trabalham juntos"
    " quando você dorme bem. Clique no botão abaixo agora e receba três bônus grátis.",
    "es": "Este es un método sencillo que no cuesta nada. Hoy voy a mostrarle el secreto que cambió"
    " mi vida. El corazón y la mente trabajan juntos cuando usted duerme bien. Haga clic en el"
    " botón de abajo y reciba tres regalos gratis. Mi hijo pequeño tenía el mismo problema.",
    "de": "Das ist eine einfache Methode, und sie kostet nichts. Heute zeige ich Ihnen das"
    " Geheimnis, das mein Leben verändert hat. Es ist nicht Ihre Schuld, denn niemand hat es Ihnen"
    " je erklärt. Klicken Sie jetzt auf den Knopf und Sie bekommen drei Bücher geschenkt.",
    "fr": "C'est une méthode simple qui ne coûte rien. Je vais vous montrer le secret qui a changé"
    " ma vie. Ce n'est pas votre faute, parce que personne ne vous l'a expliqué. Les enfants ont"
    " une bonne idée de la maison. Cliquez sur le bouton et recevez trois cadeaux gratuits.",
    "it": "Questo è un metodo semplice che non costa niente. Oggi le mostro il segreto che ha"
    " cambiato la mia vita. Non è colpa sua, perché nessuno glielo ha spiegato. Ogni famiglia"
    " conosce questo problema. Faccia clic sul pulsante e riceva tre regali gratis.",
}
SPOKEN["pt"] = SPOKEN["pt-br"]  # Portugal's voice


def hear(samples: Samples, script: str, language: str = "en") -> tuple[Word, ...]:
    """The engine's words."""
    options = ListenOptions(language, script)
    return SphinxRecogniser().transcribe(samples, options, Progress()).words


class Watch:
    """What a piece of work costs, by the clock and by the processors' time."""

    def __enter__(self) -> Watch:
        """Start."""
        self._start = self._now()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._spent = self._now() - self._start

    def factors(self, seconds: float) -> dict[str, float]:
        """The cost as shares of the ``seconds`` that were heard."""
        wall, cpu = self._spent / seconds
        return {"real_time_factor": wall, "cpu_factor": cpu, "load": os.getloadavg()[0]}

    @staticmethod
    def _now() -> Any:
        times = os.times()  # of processes that were waited for as well
        cpu = times.user + times.system + times.children_user + times.children_system
        return np.array([times.elapsed, cpu])


def load(path: Path, rate_hz: int = SAMPLE_RATE_HZ) -> Samples:
    """A recording's samples."""
    with av.open(str(path)) as file:
        return resampled(file.decode(audio=0), rate_hz)


def resampled(frames: Iterator[Any], rate_hz: int = SAMPLE_RATE_HZ) -> Samples:
    """Frames as one row of samples."""
    resampler = av.AudioResampler("flt", "mono", rate_hz)
    rows = [row for frame in chain(frames, [None]) for row in resampler.resample(frame)]
    return np.concatenate([row.to_ndarray()[0] for row in rows])


def tokens(text: str) -> list[str]:
    """A text's tokens."""
    return list(chain.from_iterable(tokens_of(text)))


def word_error(said: Sequence[str], heard: Sequence[str]) -> float:
    """Edits that turn what was heard into what was said, for each word said."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, start=1):
        last, row[0] = row[0], i
        for j, other in enumerate(heard, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1] / len(said)


def errors(distances_ms: Sequence[float]) -> dict[str, float]:
    """Median and 95 % bound of distances."""
    sizes = np.abs(distances_ms)
    return {
        "median_ms": float(np.median(sizes)),
        "p95_ms": float(np.percentile(sizes, 95)),
        "signed_median_ms": float(np.median(distances_ms)),
    }


class Letter:
    """Two minutes of one reader, joined of lines, with their times by forced alignment."""

    def __init__(self, folder: Path) -> None:
        """Load it and align the whole text in one go."""
        self.lines = [(folder / f"{name}.txt").read_text(encoding="utf-8") for name in LINES]
        self.samples = np.concatenate([load(folder / f"{name}.wav") for name in LINES])
        self.seconds = len(self.samples) / SAMPLE_RATE_HZ
        with tempfile.TemporaryDirectory() as work:
            model = write_model(Path(work), tokens_of(self.script(range(16))), "en")
            words = SphinxDecoder(**{**model, "lm": None}).place(
                self.samples, tokens(self.script(range(16)))
            )
        assert words
        ends = list(accumulate((len(tokens(line)) for line in self.lines), initial=0))
        self.truth = [words[a:b] for a, b in pairwise(ends)]

    def script(self, order: Sequence[int | str]) -> str:
        """Lines by number, and other sentences, as one script."""
        lines = [line if isinstance(line, str) else self.lines[line] for line in order]
        return "\n".join(line.strip() for line in lines)

    def after_pauses(self) -> dict[str, float]:
        """How much later than the sound words begin that follow a pause; below 0 is earlier."""
        found = rises(self.samples, hear(self.samples, self.script(range(16))))
        late = [word.start_ms - rise_ms for word, rise_ms in found]
        return {
            "words": len(late),
            **errors(late),
            "earliest_ms": min(late),
            "latest_ms": max(late),
        }

    def draft(self) -> dict[str, float]:
        """Recognition without the script."""
        with Watch() as watch:
            heard = hear(self.samples, "")
        said = tokens(self.script(range(16)))
        return {
            "word_error": word_error(said, [word.text for word in heard]),
            **watch.factors(self.seconds),
        }

    def follow(self, order: Sequence[int | str], touched: Sequence[int] = ()) -> dict[str, float]:
        """Recognition with a script, judged by the lines that the script has untouched."""
        with Watch() as watch:
            heard = hear(self.samples, self.script(order))
        kept = [word for n, line in enumerate(self.truth) if n not in touched for word in line]
        distances = [_nearest(word, heard) for word in kept]
        found = [distance for distance in distances if abs(distance) <= 1000]
        return {
            "words": len(kept),
            "lost": len(kept) - len(found),
            "late": sum(abs(distance) > LATE_MS for distance in found),
            **errors(found),
            **watch.factors(self.seconds),
        }

    def edits(self, dice: random.Random) -> Iterator[tuple[str, list[int | str], list[int]]]:
        """Scripts with two lines removed, added, exchanged and replaced."""
        lines: list[int | str] = list(range(len(self.lines)))
        one, two = dice.sample(range(len(lines)), TOUCHED)
        yield "removed", [n for n in lines if n not in (one, two)], [one, two]
        added = list(lines)
        for place, text in zip(sorted((one, two), reverse=True), NEVER_SAID, strict=True):
            added.insert(place, text)
        yield "added", added, []
        swapped, replaced = list(lines), list(lines)
        swapped[one], swapped[two] = two, one
        yield "swapped", swapped, [one, two]
        replaced[one], replaced[two] = NEVER_SAID
        yield "replaced", replaced, [one, two]


def _nearest(word: Word, heard: Sequence[Word]) -> float:
    away = (other.start_ms - word.start_ms for other in heard if other.text == word.text)
    return min(away, key=abs, default=1e9)


class _Event(ctypes.Structure):
    """espeak_EVENT of espeak-ng's speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    )


def speak(text: str, voice: str) -> tuple[int, Any, dict[int, int]]:
    """Rate, 16-bit samples and the start in ms of the word at each place of the text."""
    import espeakng_loader  # type: ignore[import-untyped,unused-ignore]

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0x8000)
    sound: list[Any] = []
    starts: dict[int, int] = {}

    def take(samples: Any, size: int, events: Any) -> int:
        if size > 0:
            sound.append(np.ctypeslib.as_array(samples, (size,)).copy())
        for event in takewhile(lambda event: event.type, map(events.__getitem__, count())):
            if event.type == 1:  # espeakEVENT_WORD
                starts[event.position - 1] = event.audio_ms
        return 0

    callback = ctypes.CFUNCTYPE(
        ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
    )(take)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetVoiceByName(voice.encode())
    library.espeak_SetParameter(1, 150, 0)  # words a minute
    spoken = text.encode()
    library.espeak_Synth(spoken, len(spoken) + 1, 0, 1, 0, 1, None, None)
    library.espeak_Synchronize()
    return rate, np.concatenate(sound), starts


def follow_espeak(voice: str) -> dict[str, float]:
    """A text spoken by espeak-ng, placed, against espeak-ng's own word times."""
    text = SPOKEN[voice]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        rate, sound, starts = pool.submit(speak, text, voice).result()
    frame = av.AudioFrame.from_ndarray(sound[None], format="s16", layout="mono")
    frame.sample_rate = rate
    heard = hear(resampled(iter([frame])) * 0.7, text, voice[:2])
    said = [(m[0], m.start()) for m in re.finditer(r"[^\W_]+(?:'[^\W_]+)*", text.lower())]
    result = {"words": float(len(said)), "lost": float(len(said) - len(heard))}
    if result["lost"]:
        return result
    known = [
        word.start_ms - starts[place]
        for word, (_, place) in zip(heard, said, strict=True)
        if place in starts
    ]
    return {**result, **errors(known)}


def against_other(folder: Path, name: str, language: str) -> Iterator[tuple[str, dict[str, float]]]:
    """One sentence against another recogniser's word times, and both against the sound."""
    script = (folder / f"{name}.txt").read_text(encoding="utf-8")
    heard = hear(load(folder / f"{name}.wav"), script, language)
    lost = {"words": len(tokens(script)), "lost": len(tokens(script)) - len(heard)}
    path = folder / f"{name}.words.json"
    if lost["lost"] or not path.exists():
        yield name, {**lost}
        return
    others = [row["start_sec"] * 1000 for row in json.loads(path.read_text(encoding="utf-8"))]
    starts = [word.start_ms for word in heard]
    yield name, {**lost, **errors(np.subtract(starts, others).tolist())}
    late = {}
    for word, other in zip(heard, others, strict=True):
        if onset := ONSETS[name].get(word.text):
            closed = {} if onset.closed_ms is None else {"closed_ms": onset.closed_ms}
            late[word.text] = word.start_ms - onset.heard_ms, other - onset.heard_ms
            ours, theirs = late[word.text]
            row = {"heard_ms": onset.heard_ms, "ours_ms": ours, "other_ms": theirs, **closed}
            yield f"{name}: {word.text}", row
    for who, found in zip(("ours", "the other's"), zip(*late.values(), strict=True), strict=True):
        yield f"{name}: {who} after the sound", errors(found)


def measure(folder: Path, rounds: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Every figure, as it is measured."""
    letter = Letter(folder)
    yield "draft", letter.draft()
    said = tokens((folder / "jfk.txt").read_text(encoding="utf-8"))
    heard = hear(load(folder / "jfk.flac"), "")
    yield "draft jfk", {"word_error": word_error(said, [word.text for word in heard])}
    yield "script", letter.follow(range(len(LINES)))
    yield "script, words after pauses", letter.after_pauses()
    dice = random.Random(1)
    for _ in range(rounds):
        for name, order, touched in letter.edits(dice):
            yield f"script, {TOUCHED} lines {name}", letter.follow(order, touched)
    for voice in SPOKEN:
        yield f"script, espeak-ng {voice}", follow_espeak(voice)
    for name in ("words-en", "words-pt", "pt-falabrasil"):
        for what, figures in against_other(folder, name, name.replace("words-", "")[:2]):
            yield f"script, {what}", figures


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=SPEECH)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        print(f"sphinx: needs the recordings at {options.folder}", file=sys.stderr)
        return
    results = []
    for name, figures in measure(options.folder, options.rounds):
        results.append({"name": name, **figures})
        if not options.json:
            shown = "  ".join(f"{key} {value:.4g}" for key, value in figures.items())
            print(f"{name:32} {shown}", flush=True)
    if options.json:
        print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
