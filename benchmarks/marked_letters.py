"""Sales letters whose joints a person marked as "/" (good), "~" (tolerable) or not at all.

A joint without a mark is inside a phrase. The times are those of the voice that spoke the letter;
of words that a recogniser wrote down, its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotated_texts import AnnotatedText, plain

from vsl.basics.punctuation import ends_sentence
from vsl.basics.sequence_matching import matching_runs
from vsl.model.project import Break, Word
from vsl.model.word_timing import even_pace

INSIDE, TOLERABLE, GOOD, SENTENCE = "_", "", "/", "//"
_STRENGTH = (INSIDE, TOLERABLE, GOOD, SENTENCE)
_MARKS = {"/": GOOD, "~": TOLERABLE}


def scripted_letters(folder: Path) -> Iterator[AnnotatedText]:
    """The letters as their scripts write them, each word when it is said."""
    for path in sorted(folder.glob("*.marks.txt")):
        name = path.name.partition(".")[0]
        tokens, joints, breaks = read_marks(path.read_text(encoding="utf-8"))
        truth = json.loads((folder / f"{name}.truth.json").read_text(encoding="utf-8"))
        words = [
            Word(token, span[0], span[1], break_before=part)
            for token, part, span in zip(tokens, breaks, _spans(truth), strict=True)
        ]
        yield AnnotatedText(name, name.partition("-")[0], _apart(words), tuple(joints), False)


def heard_letters(folder: Path, heard: Path) -> Iterator[AnnotatedText]:
    """The letters as a recogniser wrote them down: ``heard`` holds its words, NAME.*.raw.json."""
    for letter in scripted_letters(folder):
        for path in sorted(heard.glob(f"{letter.name}.*.raw.json")):
            found = json.loads(path.read_text(encoding="utf-8"))["words"]
            words = _apart([Word(text, start, end) for text, start, end, _ in found])
            name = f"{letter.name}, {path.name.split('.')[1]}"
            yield AnnotatedText(name, letter.language, words, _joints(letter, words), False)


def _spans(truth: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """When each written word is said; those of one figure ("3 a.m.") share its time."""
    said = truth["words"]
    for written in truth["written"]:
        start_ms = _ms(said[written["first"]]["onset"])
        end_ms = max(start_ms, _ms(said[written["last"]]["end"]))
        for word in even_pace(written["text"].split(), start_ms, end_ms):
            yield word.start_ms, word.end_ms


def read_marks(text: str) -> tuple[list[str], list[str], list[Break]]:
    """The words of a marked letter, the joint behind each, and what stands before it."""
    tokens: list[str] = []
    joints: list[str] = []
    breaks: list[Break] = []
    for paragraph in filter(str.strip, text.splitlines()):
        opens = Break.PARAGRAPH if tokens else Break.NONE
        if joints:
            joints[-1] = SENTENCE
        for chunk in paragraph.split():
            if chunk in _MARKS:
                joints[-1] = _MARKS[chunk]
                continue
            tokens.append(chunk)
            joints.append(SENTENCE if ends_sentence(chunk) and not _is_short(chunk) else INSIDE)
            breaks.append(opens)
            opens = Break.NONE
    joints[-1] = SENTENCE
    return tokens, joints, breaks


def _is_short(token: str) -> bool:
    """Whether a full stop only shortens a word: "3 a.m. I lay awake"."""
    return token.lower() in ("a.m.", "p.m.", "dr.", "mr.", "mrs.", "sr.", "sra.")


def _joints(letter: AnnotatedText, words: Sequence[Word]) -> tuple[str, ...]:
    """The marks of the letter's joints where the heard words are its own; figures stay whole.

    Where a figure holds several of its words ("97 €"), the strongest joint among them counts.
    """
    marked, heard = [plain(w.text) for w in letter.words], [plain(w.text) for w in words]
    place: dict[int, int] = {}
    for run in matching_runs(heard, marked):
        place |= {run.first + n: run.other + n for n in range(run.size)}
    joints = []
    for n, _ in enumerate(words):
        if n in place:
            stop = max(place[n] + 1, place.get(n + 1, 0))
            joints.append(max(letter.joints[place[n] : stop], key=_STRENGTH.index))
        elif n + 1 in place and place[n + 1]:
            joints.append(letter.joints[place[n + 1] - 1])
        else:
            joints.append(INSIDE)
    joints[-1] = SENTENCE
    return tuple(joints)


def _apart(words: Sequence[Word]) -> tuple[Word, ...]:
    """``words``, none of which ends after the next one begins."""
    starts = [word.start_ms for word in words[1:]]
    ends = [min(word.end_ms, start) for word, start in zip(words, starts, strict=False)]
    cut = [
        Word(w.text, w.start_ms, max(w.start_ms, end), break_before=w.break_before)
        for w, end in zip(words, [*ends, words[-1].end_ms], strict=True)
    ]
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(cut))
    return tuple(cut)


def _ms(seconds: float) -> int:
    return round(1000 * seconds)
