"""Presets of segmentation: how much a slide carries, and what its breaks cost.

Costs are relative: 1 is slightly undesirable, 10 is avoided.
"""

from __future__ import annotations

from dataclasses import dataclass

from vsl.errors import BadInput
from vsl.slides.limits import EASY_CPS, LONGEST_MS, MOST_CPS, SHORTEST_MS


@dataclass(frozen=True, slots=True)
class Preset:
    """The limits and costs of one style. Only a single word may exceed a limit.

    Sources: 5–10 words a slide is the rule of the video sales letter's practitioners. 5/6 s to 7 s
    on the screen and two lines of 42 characters: Netflix Timed Text Style Guide, "Duration" and
    "Line treatment". 17 characters a second are comfortable, above 21 viewers cannot keep up: the
    same guide's limits for children's and for adults' programmes.
    """

    name: str
    target_words: int
    least_words: int  # outside least and most a slide costs more, but is allowed
    most_words: int
    max_words: int
    max_characters: int
    shorter_by: float  # words under the target that cost 1; the cost grows with the square
    longer_by: float
    most_whole_words: int = 0  # the same for a whole sentence or clause, where that is more
    min_ms: int = SHORTEST_MS
    easy_ms: int = SHORTEST_MS  # shorter slides cost more
    max_ms: int = LONGEST_MS
    comfortable_cps: float = EASY_CPS
    max_cps: float = MOST_CPS
    max_lines: int = 0  # 0: no limit
    line_characters: int = 42
    unit_words: float = 1.0  # per unit; not 1 in scripts without spaces
    two_sentences: float = 8.0  # cost of a sentence's end inside a slide
    two_clauses: float = 0.6
    sets_reveals_apart: bool = True  # prices, guarantees, items of a countdown get their own slides
    parts_lists: bool = False  # the items of "books, courses and apps" too
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
    max_words=9,
    max_characters=56,
    shorter_by=2.5,
    longer_by=2.0,
    most_whole_words=9,
    min_ms=700,
    two_clauses=1.0,
    parts_lists=True,
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
    """Return the preset of this name.

    Raises:
        BadInput: there is none; the message lists the presets.
    """
    if name not in PRESETS:
        raise BadInput(f"There is no preset {name!r}; choose one of {', '.join(PRESETS)}.")
    return PRESETS[name]
