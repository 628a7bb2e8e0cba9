"""How well highlights are chosen, judged by letters that a person marked, and how fast.

``python benchmarks/emphasis.py [LETTERS] [--preset classic] [--show]``: LETTERS is the folder of
recorded letters; ``--show`` prints each phrase that is lit wrongly or missed.

A phrase lit on a slide counts as right if its words are the words of a mark, or differ from them by
a single function word (an article, a preposition, a conjunction, a pronoun). A mark that a slide
break parts counts for each slide. Precision is the share of lit phrases that are right, recall the
share of marks that are lit so; "one a slide" is the recall without marks whose slide shows another
one rightly, for no slide lights two.
"""

from __future__ import annotations

import argparse
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from pathlib import Path

from highlighted_letters import LETTERS, MarkedLetter, marked_letters, plain_token

from vsl.basics.spacing import split_tokens
from vsl.basics.word_set import word_set
from vsl.model.appearance import Theme
from vsl.model.project import Slide
from vsl.slides.emphasis.choice import emphasise
from vsl.slides.segmentation.presets import PRESETS
from vsl.workflows.build_deck import make_deck

SPEED_WORDS = 9000
_FUNCTION_WORDS = word_set(
    "a an the of in on at to for by and or my your his her its our their"  # English
    " o os as um uma de do da dos das em no na e ou por para com seu sua meu minha"  # Portuguese
    " el la los las un una del al en y con su sus tu mi"  # Spanish
    " le les des du au aux d l et à pour avec votre notre"  # French
    " der die das den dem des ein eine einen im am von vom zu und mit für ihr ihre"  # German
    " il lo gli i uno di dal dei nel per tuo"  # Italian
    " i i'll you we eu lhe te le me se je vous ich sie ihnen ti mi"  # pronouns of all six
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("letters", nargs="?", type=Path, default=LETTERS)
    parser.add_argument("--preset", default="classic", choices=PRESETS)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    letters = list(marked_letters(options.letters))
    heads = f"{'marks':>7}{'lit':>7}{'precision':>11}{'recall':>8}{'one a slide':>13}"
    print(f"{'':28}{heads}{'slides lit':>12}")
    for held_out in (False, True):
        total: Counter[str] = Counter()
        for letter in (each for each in letters if each.is_held_out == held_out):
            count = judge_letter(letter, options.preset, show=options.show)
            print_row(letter.name, count)
            total += count
        print_row("all held out at first" if held_out else "all settled by", total)
    measure_speed(letters)


def print_row(name: str, count: Counter[str]) -> None:
    """One line of the table."""
    precision, recall = count["right"] / max(1, count["lit"]), count["hit"] / max(1, count["marks"])
    possible = count["hit"] / max(1, count["marks"] - count["beside"])
    share = count["lit slides"] / max(1, count["slides"])
    print(
        f"{name:28}{count['marks']:7}{count['lit']:7}{precision:11.2f}{recall:8.2f}{possible:13.2f}{share:12.0%}"
    )


def judge_letter(letter: MarkedLetter, preset: str, *, show: bool = False) -> Counter[str]:
    """What the marks say to the highlights of a letter's deck."""
    deck = make_deck(letter.transcript, letter.duration_ms, Theme(), preset=preset)
    tokens = [plain_token(token) for slide in deck.slides for token in split_tokens(slide.text)]
    lit = list(lit_spans(deck.slides))
    marks = list(cut_spans(letter.spans, deck.slides, tokens))
    right = [span for span in lit if any(same_words(span, mark, tokens) for mark in marks)]
    hit = [mark for mark in marks if any(same_words(span, mark, tokens) for span in lit)]
    if show:
        for sign, spans, good in (("+", lit, right), ("-", marks, hit)):
            for span in (each for each in spans if each not in good):
                print(f"    {sign} {' '.join(tokens[span.start : span.stop])}")
    return Counter(
        {
            "marks": len(marks),
            "lit": len(lit),
            "right": len(right),
            "hit": len(hit),
            "beside": count_beside(marks, hit, deck.slides),
            "slides": len(deck.slides),
            "lit slides": sum(bool(slide.emphasis) for slide in deck.slides),
        }
    )


def count_beside(marks: Sequence[range], hit: Sequence[range], slides: Sequence[Slide]) -> int:
    """How many marks are missed on slides that show another one rightly."""
    starts = _first_tokens(slides)
    lit = {bisect_right(starts, mark.start) for mark in hit}
    return sum(mark not in hit and bisect_right(starts, mark.start) in lit for mark in marks)


def lit_spans(slides: Sequence[Slide]) -> Iterator[range]:
    """Runs of neighbouring tokens that are lit on one slide, counted through the whole deck."""
    for slide, first in zip(slides, _first_tokens(slides), strict=False):
        lit = sorted(each.token for each in slide.emphasis)
        for _, run in groupby(enumerate(lit), lambda pair: pair[1] - pair[0]):
            positions = [first + token for _, token in run]
            yield range(positions[0], positions[-1] + 1)


def cut_spans(
    spans: Iterable[range], slides: Sequence[Slide], tokens: Sequence[str]
) -> Iterator[range]:
    """The marks, parted where slides are; what holds only function words is left out."""
    starts = _first_tokens(slides)
    for span in spans:
        bounds = [span.start, *(n for n in starts if span.start < n < span.stop), span.stop]
        for first, stop in pairwise(bounds):
            if not _FUNCTION_WORDS.issuperset(tokens[first:stop]):
                yield range(first, stop)


def same_words(lit: range, mark: range, tokens: Sequence[str]) -> bool:
    """Whether both hold the same tokens, or all but one function word."""
    other = set(lit) ^ set(mark)
    return bool(set(lit) & set(mark)) and (
        not other or (len(other) == 1 and tokens[other.pop()] in _FUNCTION_WORDS)
    )


def _first_tokens(slides: Sequence[Slide]) -> list[int]:
    """The place of each slide's first token in the deck, and where the last one ends."""
    return list(accumulate((len(split_tokens(slide.text)) for slide in slides), initial=0))


def measure_speed(letters: Sequence[MarkedLetter]) -> None:
    """Print how long the highlights of a long English deck take."""
    letter = next(each for each in letters if each.transcript.language == "en")
    deck = make_deck(letter.transcript, letter.duration_ms, Theme())
    times = -(-SPEED_WORDS // len(letter.transcript.words))
    slides = [slide for _ in range(times) for slide in deck.slides]
    started = time.perf_counter()
    emphasise(slides, letter.transcript.words, "en")
    seconds = time.perf_counter() - started
    words = times * len(letter.transcript.words)
    print(f"\n{words} words on {len(slides)} slides: {seconds:.3f} s")


if __name__ == "__main__":
    main()
