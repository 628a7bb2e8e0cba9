"""Measure how well and how fast texts are broken into slides, beside the rules of two other tools.

``python benchmarks/deck.py [SPEECH] [--preset classic]``: SPEECH is the folder of recordings. Good
breaks are those annotated by hand in ``annotated/``, independently of the lists in ``vsl/slides``.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle, islice, pairwise
from pathlib import Path
from random import Random

from annotated_texts import AnnotatedText, annotated_texts, spoken, with_listed_times
from baselines import stable_ts, whisperx

from vsl.model.project import Slide, Word, WordRange
from vsl.slides.editing.resegment import resegment
from vsl.slides.segmentation.presets import PRESETS, Preset, find_preset
from vsl.slides.segmentation.segment import segment
from vsl.slides.timing import time_slides

SPEECH = Path(__file__).parents[2] / "shared" / "speech"
SHORTEST_MS, LONGEST_MS = 833, 7000
EDITS = 40
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
    for held_out, language in sorted({(text.is_held_out, text.language) for text in texts}):
        chosen = [t for t in texts if (t.is_held_out, t.language) == (held_out, language)]
        words = sum(len(text.words) for text in chosen)
        names = ", ".join(text.name for text in chosen)
        print(f"\n{language}{', held out' * held_out}: {names}; {words} words")
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
        "% of the talk over 17 cps": 100 * count["fast ms"] / count["ms"],
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
        found["ms"] += slide.end_ms - slide.start_ms
        found["fast ms"] += (slide.end_ms - slide.start_ms) * (cps > 17)
    return found


def table(columns: dict[str, dict[str, float]]) -> None:
    """One line for each figure, a column for each way."""
    first = next(iter(columns.values()))
    print(f"{'':40}" + "".join(f"{name:>17}" for name in columns))
    for figure in first:
        print(f"{figure:40}" + "".join(f"{values[figure]:17.1f}" for values in columns.values()))


def speed(texts: Sequence[AnnotatedText]) -> None:
    """Nine thousand words at once, then one of them after the other retyped."""
    words = _many(texts, 9000)
    started = time.perf_counter()
    ranges = segment(words)
    print(f"\n{len(words)} words → {len(ranges)} slides: {time.perf_counter() - started:.3f} s")
    slides = time_slides(ranges, words, words[-1].end_ms)
    seconds, same, kept = [], 0, 0
    edits = Random(0).sample(range(len(words)), EDITS)
    for position in edits:
        changed = [*words]
        changed[position] = replace(words[position], text="something")
        started = time.perf_counter()
        new = resegment(slides, changed, WordRange(position, position))
        seconds.append(time.perf_counter() - started)
        same += tuple(slide.words for slide in new) == segment(changed)
        kept += len({(s.id, s.text) for s in new} & {(s.id, s.text) for s in slides})
    median_ms, most_ms = 1000 * statistics.median(seconds), 1000 * max(seconds)
    print(f"one word retyped, cut anew: median {median_ms:.1f} ms, most {most_ms:.1f} ms;")
    print(f"just as the whole text cut at once: {same} of {EDITS} times;")
    print(f"slides left untouched: {100 * kept / EDITS / len(slides):.2f} %")


def _many(texts: Sequence[AnnotatedText], count: int) -> list[Word]:
    """The words of all English texts again and again."""
    said = [word for text in texts if text.language == "en" for word in text.words]
    words: list[Word] = []
    now_ms = 0
    for word in islice(cycle(said), count):
        length_ms = max(1, word.end_ms - word.start_ms)
        words.append(replace(word, start_ms=now_ms, end_ms=now_ms + length_ms))
        now_ms += length_ms + (400 if word.text.endswith((".", "?")) else 40)
    return words


if __name__ == "__main__":
    main()
