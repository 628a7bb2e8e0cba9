"""Tempers that a text is broken in, each a frozen value: how much a slide carries, and what counts.

Costs are relative to one another: 1 is what the craft would rather not have, 10 what it avoids.
"""

from __future__ import annotations

from dataclasses import dataclass

from vsl.errors import BadInput
from vsl.slides.limits import EASY_CPS, LONGEST_MS, MOST_CPS, SHORTEST_MS


@dataclass(frozen=True, slots=True)
class Preset:
    """How a text is broken. A limit is passed only by a single word that breaks it alone.

    Sources: 5–10 words a slide is the rule of the video sales letter's practitioners. 5/6 s to 7 s
    on the screen and two lines of 42 characters: Netflix Timed Text Style Guide, "Duration" and
    "Line treatment". 17 characters a second read comfortably, beyond 21 nobody follows: the same
    guide's limits for children's and for adults' programmes.
    """

    name: str
    target_words: int
    least_words: int  # fewer, and more than the most, are a slide that reads badly, not a mistake
    most_words: int
    max_words: int
    max_characters: int
    shorter_by: float  # words under the target that cost 1; the cost grows with the square
    longer_by: float
    min_ms: int = SHORTEST_MS
    max_ms: int = LONGEST_MS
    comfortable_cps: float = EASY_CPS
    max_cps: float = MOST_CPS
    max_lines: int = 0  # 0: the lines are the picture's business
    line_characters: int = 42
    unit_words: float = 1.0  # that a unit counts as; another number where a script has no spaces
    two_sentences: float = 8.0  # cost of a sentence's end inside a slide
    two_clauses: float = 0.6
    sets_reveals_apart: bool = True  # prices, guarantees, items of a countdown on their own
    follows_lines: bool = False  # the author's lines are slides


CLASSIC = Preset(
    name="classic",
    target_words=7,
    least_words=5,
    most_words=10,
    max_words=12,
    max_characters=64,
    shorter_by=4.0,
    longer_by=3.5,
)
PUNCHY = Preset(
    name="punchy",
    target_words=4,
    least_words=3,
    most_words=6,
    max_words=8,
    max_characters=48,
    shorter_by=2.5,
    longer_by=2.0,
    two_clauses=1.0,
)
SENTENCE = Preset(
    name="sentence",
    target_words=12,
    least_words=1,
    most_words=20,
    max_words=28,
    max_characters=150,
    shorter_by=8.0,
    longer_by=12.0,
    max_ms=12_000,
    two_sentences=12.0,
    two_clauses=0.0,
    sets_reveals_apart=False,
)
SCRIPT = Preset(
    name="script",
    target_words=12,
    least_words=1,
    most_words=28,
    max_words=40,
    max_characters=200,
    shorter_by=40.0,
    longer_by=40.0,
    max_ms=20_000,
    two_sentences=0.0,
    two_clauses=0.0,
    sets_reveals_apart=False,
    follows_lines=True,
)
CAPTIONS = Preset(
    name="captions",
    target_words=11,
    least_words=3,
    most_words=16,
    max_words=24,
    max_characters=84,
    shorter_by=7.0,
    longer_by=7.0,
    max_lines=2,
    two_sentences=1.5,
    two_clauses=0.1,
    sets_reveals_apart=False,
)
PRESETS = {each.name: each for each in (CLASSIC, PUNCHY, SENTENCE, SCRIPT, CAPTIONS)}


def find_preset(name: str) -> Preset:
    """The preset of this name.

    Raises:
        BadInput: there is none; the message lists those there are.
    """
    if name not in PRESETS:
        raise BadInput(f"There is no preset {name!r}; choose one of {', '.join(PRESETS)}.")
    return PRESETS[name]
