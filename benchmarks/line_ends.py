"""Where the slides of marked texts break, and where the lines of one slide end, per 100.

``python benchmarks/line_ends.py [SPEECH] [--heard FOLDER] [--show]``: SPEECH is the folder of
recordings with ``letters/``. FOLDER holds what a recogniser wrote down of them, see
``marked_letters``. ``--show`` lists each fault.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from pathlib import Path

from annotated_texts import AnnotatedText
from deck import SPEECH, all_texts, slides_of
from marked_letters import heard_letters, scripted_letters

from vsl.basics.spacing import split_tokens
from vsl.model.appearance import Theme
from vsl.model.project import Slide, WordRange
from vsl.render.layout.box import Box
from vsl.render.layout.layout import lay_out, padding_em
from vsl.render.layout.runs import width_em
from vsl.render.themes.catalogue import THEMES
from vsl.slides.languages import word_classes
from vsl.slides.lines import line_costs
from vsl.slides.segmentation.costs import NEVER, break_costs
from vsl.slides.segmentation.joints import never_parted
from vsl.slides.segmentation.presets import find_preset
from vsl.slides.segmentation.segment import segment
from vsl.slides.segmentation.word_features import read_tokens
from vsl.slides.tokens import tokens_of
from vsl.workflows.build_deck import text_for_picture

WIDE = THEMES["classic"]
TALL = replace(WIDE, width_px=1080, height_px=1920)
IN_PHRASE = 10.0  # costs of ``vsl.slides.segmentation.costs`` from here on lie inside a phrase
MOST_WORDS = 12
INSIDE = ("_", "+", "~")
ENDS = ("/", "//")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("speech", nargs="?", type=Path, default=SPEECH)
    parser.add_argument("--heard", type=Path)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--preset", action="append")
    parser.add_argument("--held-out", action="store_true", help="those alone; else all others")
    options = parser.parse_args()
    groups = all_groups(options.speech, options.heard, held_out=options.held_out)
    for name, texts in groups.items():
        print(f"\n{name}: {', '.join(text.name for text in texts)}")
        for preset in options.preset or ("classic", "punchy", "sentence"):
            report(texts, preset, show=options.show)


def all_groups(
    speech: Path, heard: Path | None, *, held_out: bool = False
) -> dict[str, list[AnnotatedText]]:
    """The marked texts, by what is judged together."""
    if held_out:
        texts = [text for text in all_texts(speech) if text.is_held_out]
        return {f"held out: {text.name}.{text.language}": [text] for text in texts}
    letters = speech / "letters"
    groups = {f"letter, script: {t.name}": [t] for t in scripted_letters(letters)}
    if heard:
        groups |= {f"letter, heard: {t.name}": [t] for t in heard_letters(letters, heard)}
    for text in all_texts(speech):
        if not text.is_held_out:
            groups.setdefault(f"annotated, {text.language}", []).append(text)
    return groups


def report(texts: Sequence[AnnotatedText], preset: str, *, show: bool = False) -> None:
    """Print a line of figures, and the faults where they are asked for."""
    count: Counter[str] = Counter()
    faults: list[str] = []
    for text in texts:
        ranges = segment(text.words, find_preset(preset), text.language)
        slides = slides_of(text, ranges)
        for name, fault in [*cut_faults(text, ranges), *pace_faults(slides)]:
            count[name] += 1
            faults.append(f"{name:14} {fault}")
        count["slides"] += len(slides)
        for shape, theme in (("16:9", WIDE), ("9:16", TALL)):
            for name, fault in line_faults(text, slides, theme):
                count[f"{shape} {name}"] += 1
                if fault:
                    faults.append(f"{shape} {name:18} {fault}")
    slides_count = max(1, count["slides"])
    shares = [
        f"{name} {100 * count[name] / slides_count:.1f}"
        for name in ("inside a phrase", "torn sentence", "orphan", "over 12 words", "over 17 cps")
    ]
    print(f"  {preset:9}{count['slides']:4} slides; per 100: {', '.join(shares)}")
    for shape in ("16:9", "9:16"):
        lines = max(1, count[f"{shape} multi-line"])
        figures = [
            f"{name} {100 * count[f'{shape} {name}'] / lines:.1f}"
            for name in ("by costs", "by marks", "by marks, avoidable")
        ]
        print(f"    {shape}: {lines} of several lines; % with an end inside: {', '.join(figures)}")
    if show:
        print("\n".join(f"      {fault}" for fault in faults))


def cut_faults(text: AnnotatedText, ranges: Sequence[WordRange]) -> Iterator[tuple[str, str]]:
    """The name of each fault in how a text is cut, and where it is."""
    for left, right in pairwise(ranges):
        if text.joints[left.last] in INSIDE:
            yield "inside a phrase", f"{_said(text, left)} | {_said(text, right)}"
    for span in ranges:
        opens = span.first == 0 or text.joints[span.first - 1] == "//"
        closes = text.joints[span.last] == "//"
        holds = any(text.joints[n] == "//" for n in range(span.first, span.last))
        if holds and not (opens and closes):
            yield "torn sentence", _said(text, span)
        if len(span) == 1 and not (opens and closes) and text.joints[span.last] not in ENDS:
            yield "orphan", _said(text, span)
        if len(span) > MOST_WORDS:
            yield "over 12 words", _said(text, span)


def pace_faults(slides: Sequence[Slide]) -> Iterator[tuple[str, str]]:
    """The slides that come faster than reads comfortably."""
    for slide in slides:
        if 1000 * len(slide.text) > 17 * (slide.end_ms - slide.start_ms):
            yield "over 17 cps", slide.text


def _said(text: AnnotatedText, span: WordRange) -> str:
    return " ".join(word.text for word in text.words[span.first : span.last + 1])


def line_faults(
    text: AnnotatedText, slides: Sequence[Slide], theme: Theme
) -> Iterator[tuple[str, str]]:
    """The name of each fault in the lines of slides, and the lines."""
    costs = all_costs(text)
    for slide in slides:
        setting = set_slide(text, slide, theme)
        if len(setting.lines) < 2 or slide.words is None:
            continue
        yield "multi-line", ""
        shown = f"{setting.size_px:4} px  {' | '.join(setting.lines)}"
        first = slide.words.first
        owners = word_of_each_token(text, slide.words)
        ends = [owners[n - 1] for n in setting.starts[1:]]
        if any(costs[n] >= IN_PHRASE for n in ends):
            yield "by costs", shown
        if any(text.joints[n] in INSIDE for n in ends):
            yield "by marks", ""
            if other := setting.better(text, first, tokens_of(text.words, slide.words)):
                yield "by marks, avoidable", f"{shown}   →   {other}"


def word_of_each_token(text: AnnotatedText, span: WordRange) -> list[int]:
    """The word that each token of a slide belongs to: "97 €" is one word of two tokens."""
    places = range(span.first, span.last + 1)
    return [n for n in places for _ in split_tokens(text.words[n].text)]


@dataclass(frozen=True, slots=True)
class Setting:
    """The lines of one slide."""

    lines: tuple[str, ...]
    starts: tuple[int, ...]  # the token that each begins with
    size_px: int
    theme: Theme

    def better(self, text: AnnotatedText, first: int, tokens: Sequence[str]) -> str:
        """As many lines of the same size that end inside no phrase; empty where there are none."""
        typography = lay_out(" ".join(tokens), self.theme).typography
        room = Box.of(self.theme).width / self.size_px - 2 * padding_em(self.theme, typography)
        good = [n for n in range(1, len(tokens)) if text.joints[first + n - 1] not in INSIDE]
        for starts in combinations(good, len(self.lines) - 1):
            bounds = pairwise((0, *starts, len(tokens)))
            lines = [" ".join(tokens[a:b]) for a, b in bounds]
            if all(width_em(line, typography) <= room for line in lines):
                return " | ".join(lines)
        return ""


def set_slide(text: AnnotatedText, slide: Slide, theme: Theme) -> Setting:
    """The lines of a slide as its picture has them."""
    costs = line_costs(slide.text, text.language)
    layout = lay_out(text_for_picture(slide.text, text.language), theme, costs)
    lines = tuple(line.text.replace("\u00a0", " ") for line in layout.lines)
    return Setting(lines, layout.first_tokens, layout.size_px, theme)


def all_costs(text: AnnotatedText) -> list[float]:
    """What a break behind each word but the last costs by grammar."""
    tokens = read_tokens([word.text for word in text.words], text.language)
    follow = word_classes(text.language).adjectives_follow
    costs = list(break_costs(tokens, adjectives_follow=follow))
    for n in never_parted(tokens, text.language):
        costs[n] = NEVER
    return costs


if __name__ == "__main__":
    main()
