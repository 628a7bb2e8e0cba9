"""How well texts are broken into slides, beside the rules of two other tools, and how fast.

``python benchmarks/deck.py [SPEECH] [--preset classic]``: SPEECH is the folder of recordings. What a
good break is says ``annotated/``, marked by a person; the lists of ``vsl/slides`` have no vote.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from annotated_texts import AnnotatedText, annotated_texts, spoken, with_listed_times
from baselines import stable_ts, whisperx

from vsl.model import Slide, Word, WordRange
from vsl.slides.presets import PRESETS, Preset, find_preset
from vsl.slides.segment import segment
from vsl.slides.timing import time_slides

SPEECH = Path(__file__).parents[2] / "shared" / "speech"
SHORTEST_MS, LONGEST_MS = 833, 7000
LAST_SHOWN_MS = 2000  # after the last word: recordings end with a little silence
Segmenter = Callable[[Sequence[Word], str], tuple[WordRange, ...]]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("speech", nargs="?", type=Path, default=SPEECH)
    parser.add_argument("--preset", action="append", choices=PRESETS)
    options = parser.parse_args()
    texts = list(all_texts(options.speech))
    rows: dict[str, Segmenter] = {"stable-ts rules": stable_ts, "whisperX rules": whisperx}
    for name in options.preset or ("classic", "punchy", "captions"):
        rows[name] = partial(_segmented, preset=find_preset(name))
    for language in ("en", "pt"):
        chosen = [text for text in texts if text.language == language]
        words = sum(len(text.words) for text in chosen)
        print(f"\n{language}: {', '.join(text.name for text in chosen)}; {words} words")
        table({name: judged(chosen, row) for name, row in rows.items()})
    speed(texts)


def all_texts(speech: Path) -> Iterator[AnnotatedText]:
    """Each text on the times of its recording, where there is one, else read evenly."""
    for text in annotated_texts():
        listed = speech / f"{text.name}-{text.language}.words.json"
        if text.name == "words" and listed.is_file():
            yield with_listed_times(text, listed)
        else:
            yield spoken(text, speech) or text


def _segmented(words: Sequence[Word], language: str, preset: Preset) -> tuple[WordRange, ...]:
    return segment(words, preset, language)


def slides_of(text: AnnotatedText, ranges: Sequence[WordRange]) -> tuple[Slide, ...]:
    """The slides that ranges make."""
    return time_slides(ranges, text.words, text.words[-1].start_ms + LAST_SHOWN_MS)


def judged(texts: Sequence[AnnotatedText], row: Segmenter) -> dict[str, float]:
    """What the marks say to a segmentation of all texts."""
    count: Counter[str] = Counter()
    lengths: list[int] = []
    for text in texts:
        ranges = row(text.words, text.language)
        lengths += [len(span) for span in ranges]
        count.update(_joints(text, ranges))
        count.update(_slides(text, slides_of(text, ranges)))
    slides = len(lengths)
    share = {name: 100 * count[name] / slides for name in _FAULTS}
    good = 100 * (count["//"] + count["/"]) / max(1, count["breaks"])
    return {
        "slides": slides,
        "% of breaks at clause or sentence ends": good,
        **{f"{name} / 100": value for name, value in share.items()},
        "words a slide, mean": statistics.mean(lengths),
        "words a slide, spread": statistics.pstdev(lengths),
    }


_SPLITS = {"_": "noun phrases split", "+": "names or numbers split", "~": "verb groups split"}
_FAULTS = (
    *_SPLITS.values(),
    "two thoughts on one slide",
    "orphans",
    "under 0.83 s",
    "over 7 s",
    "over 17 cps",
    "over 21 cps",
)


def _joints(text: AnnotatedText, ranges: Sequence[WordRange]) -> Counter[str]:
    found: Counter[str] = Counter()
    for span, _ in pairwise(ranges):
        joint = text.joints[span.last]
        found.update(["breaks", _SPLITS.get(joint, joint)])
    for span in ranges:
        found["two thoughts on one slide"] += _holds_two(text, span)
        opens = span.first == 0 or text.joints[span.first - 1] == "//"
        closes = text.joints[span.last] == "//"
        found["orphans"] += len(span) == 1 and not (opens and closes)
    return found


def _holds_two(text: AnnotatedText, span: WordRange) -> bool:
    """Whether two thoughts share a slide although each has time for its own."""
    ends = [n for n in range(span.first, span.last) if text.joints[n] == "//"]
    starts = [text.words[n].start_ms for n in (span.first, *(n + 1 for n in ends))]
    following = span.last + 1
    starts += [w.start_ms for w in text.words[following : following + 1]]
    return bool(ends) and all(b - a >= SHORTEST_MS for a, b in pairwise(starts))


def _slides(text: AnnotatedText, slides: Sequence[Slide]) -> Counter[str]:
    found: Counter[str] = Counter()
    for slide in slides:
        shown_s = (slide.end_ms - slide.start_ms) / 1000
        cps = len(slide.text) / max(shown_s, 0.001)
        found["under 0.83 s"] += shown_s * 1000 < SHORTEST_MS
        found["over 7 s"] += shown_s * 1000 > LONGEST_MS
        found["over 17 cps"] += cps > 17
        found["over 21 cps"] += cps > 21
    return found


def table(columns: dict[str, dict[str, float]]) -> None:
    """One line for each figure, a column for each way."""
    first = next(iter(columns.values()))
    print(f"{'':40}" + "".join(f"{name:>17}" for name in columns))
    for figure in first:
        print(f"{figure:40}" + "".join(f"{values[figure]:17.1f}" for values in columns.values()))


def speed(texts: Sequence[AnnotatedText]) -> None:
    """Nine thousand words at once."""
    words: list[Word] = []
    source = [word for text in texts if text.language == "en" for word in text.words]
    while len(words) < 9000:
        for word in source:
            length_ms = max(1, word.end_ms - word.start_ms)
            start_ms = words[-1].end_ms + 60 if words else 0
            words.append(Word(word.text, start_ms, start_ms + length_ms))
    words = words[:9000]
    started = time.perf_counter()
    ranges = segment(words)
    print(f"\n{len(words)} words → {len(ranges)} slides: {time.perf_counter() - started:.3f} s")


if __name__ == "__main__":
    main()
