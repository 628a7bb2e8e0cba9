"""Letters whose highlights a person marked: their words, and which of them are to be lit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vsl.basics.spacing import split_tokens
from vsl.model.project import Transcript, Word
from vsl.model.word_timing import even_pace
from vsl.text.written import Manuscript, read_manuscript

FOLDER = Path(__file__).parent / "highlights"
LETTERS = Path(__file__).parents[2] / "shared" / "speech" / "letters"
MS_PER_WORD = 380  # about 160 words a minute, the pace of such letters
PAUSE_MS = 450  # behind a sentence
_SPACED_SIGN = re.compile(r"\s+([?!:;»])")  # as French sets them; the script's words do without
_EDGES = re.compile(r"^[^\w$€£%]+|[^\w$€£%]+$")


@dataclass(frozen=True, slots=True)
class MarkedLetter:
    """A letter's words on an even pace, and the tokens that a copywriter would light."""

    name: str
    transcript: Transcript
    spans: tuple[range, ...]  # of tokens of the whole text
    is_held_out: bool  # no rule was settled by it

    @property
    def duration_ms(self) -> int:
        """How long its voice takes."""
        return self.transcript.words[-1].end_ms + PAUSE_MS


def marked_letters(letters: Path = LETTERS) -> Iterator[MarkedLetter]:
    """All of them; those without a text in the folder ``letters`` are left out."""
    for path in sorted(FOLDER.rglob("*.txt")):
        yield _read_letter(path, path.read_text("utf-8"))
    for path in sorted(FOLDER.rglob("*.spans")):
        text = letters / f"{path.stem.split('.')[0]}.exact.txt"
        if text.is_file():
            wanted = path.read_text("utf-8").splitlines()
            yield _read_letter(path, _with_braces(text.read_text("utf-8"), wanted))


def plain_token(token: str) -> str:
    """A token in lower case without the signs around it."""
    return _EDGES.sub("", token).lower()


def _read_letter(path: Path, marked: str) -> MarkedLetter:
    language = path.stem.split(".")[1]
    script = read_manuscript(re.sub("[{}]", "", marked), language)
    words = _pace_words(script)
    tokens = [token for word in words for token in split_tokens(word.text)]
    spans = tuple(_spans_of(marked, tokens))
    transcript = Transcript(words, language, "script", marks=script.marks)
    return MarkedLetter(path.stem, transcript, spans, path.parent.name == "held_out")


def _spans_of(marked: str, tokens: Sequence[str]) -> Iterator[range]:
    """Where the braces stand, in tokens.

    Raises:
        ValueError: the script's words are not the text's.
    """
    chunks = split_tokens(_SPACED_SIGN.sub(r"\1", marked.replace("*", "")))
    if [re.sub("[{}]", "", chunk) for chunk in chunks] != list(tokens):
        raise ValueError("The script's words are not the marked text's words.")
    first = 0
    for n, chunk in enumerate(chunks):
        if "{" in chunk:
            first = n
        if "}" in chunk:
            yield range(first, n + 1)


def _with_braces(text: str, wanted: Sequence[str]) -> str:
    """``text`` with each of the ``wanted`` phrases between braces, found in their order."""
    parts, place = list[str](), 0
    for phrase in wanted:
        found = text.index(phrase, place)
        parts += text[place:found], "{", phrase, "}"
        place = found + len(phrase)
    return "".join((*parts, text[place:]))


def _pace_words(script: Manuscript) -> tuple[Word, ...]:
    """The script's words at one pace, with a pause behind each sentence."""
    words, now_ms = list[Word](), 0
    for said in script.words:
        (timed,) = even_pace((said.text,), now_ms, now_ms + MS_PER_WORD)
        words.append(replace(timed, emphasised=said.emphasised, break_before=said.break_before))
        now_ms += MS_PER_WORD + PAUSE_MS * said.text.rstrip('"”»').endswith((".", "?", "!", ":"))
    return tuple(words)
