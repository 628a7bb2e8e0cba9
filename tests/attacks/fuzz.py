"""Feed mutated files to every reader: ``python -m tests.attacks.fuzz [KIND …] --seconds 60``.

Whatever comes in, a reader returns or raises an error of ours, within seconds. What breaks that is
printed with its seed and kept as a file. Office documents may stumble in any way inside the child;
here they are read in this process, to be quick, and by a child now and then.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from math import inf
from pathlib import Path

from vsl.basics.strict_json import parse_json
from vsl.errors import VslError
from vsl.export.office.readers import extract_rows, read_paper
from vsl.export.office.word import COLUMN
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import AudioStream, MediaInfo, Project, Transcript, Word
from vsl.render.assets.store import AssetStore
from vsl.text.readers.captions import read_captions
from vsl.text.readers.docx import extract_paragraphs
from vsl.text.readers.script_file import read_script
from vsl.text.readers.ttml import parse_cues
from vsl.text.written import read_manuscript
from vsl.workflows.build_deck import make_deck
from vsl.workflows.edit_requests import apply_requests, replace_document

_MOST_S = 5.0  # of processor time for one input of some kilobytes
_CHILD_EVERY = 200

_PIECES = (
    *(b"-->", b"00:00:01,000", b"99:99:99.999", b"<00:00:01.000>", b"WEBVTT", b"\x00", b"\xff\xfe"),
    *(b"{", b"[", b"]", b'"', b"\\ud800", b"NaN", b"1e400", b"-0.0", b"9" * 30, b"null", b"true"),
    *(
        b"#",
        b"**",
        b"[SLIDE]",
        b"(",
        b"<b>",
        b"<!--",
        b"`",
        b"USD 1-",
        b"$1,000.50",
        b"1/2",
        b"z. B.",
    ),
    *(
        b"</w:p>",
        b"<w:p>",
        b"<w:r>",
        b"<a:t>",
        b"<!DOCTYPE a>",
        b"&amp;",
        b"&#0;",
        b"<p>",
        b"<span>",
    ),
    *("“".encode(), "\u202e".encode(), "เแ".encode(), "価格".encode(), "\u0301".encode()),
)


def mutate(content: bytes, dice: random.Random) -> bytes:
    """Return ``content`` with one to eight changes: bytes, pieces, repetitions, cuts, swaps."""
    made = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(made) + 1)
        length = dice.choice((1, 2, 8, 40, 200))
        kind = dice.randrange(6)
        if kind == 0 and made:
            made[at - 1] = dice.randrange(256)
        elif kind == 1:
            made[at:at] = dice.choice(_PIECES)
        elif kind == 2:
            made[at:at] = dice.choice(_PIECES) * dice.choice((2, 20, 300))
        elif kind == 3:
            del made[at : at + length]
        elif kind == 4:
            made[at:at] = made[at : at + length] * dice.choice((1, 3, 50))
        else:
            other = dice.randrange(len(made) + 1)
            made[at : at + length] = made[other : other + length]
    return bytes(made[:200_000])


def _project() -> Project:
    text = "You move it to the window for only $47 today. Why? Because it is a guarantee."
    words = tuple(Word(t, 400 * n, 400 * n + 300) for n, t in enumerate(text.split()))
    media = MediaInfo("0" * 64, 9, "wav", 8000, AudioStream("pcm_s16le", 16_000, 1))
    heard = Transcript(words, "en", "scripted")
    return Project(media, heard, make_deck(heard, 8000, Theme()))


PROJECT = _project()
EDITS: Sequence[object] = (
    {"edit": "retype", "slide": PROJECT.deck.slides[0].id, "text": "New words"},
    {"edit": "replace_all", "find": "window", "replacement": "door"},
    {"edit": "split", "slide": PROJECT.deck.slides[0].id, "token": 2},
    {"edit": "set_theme", "theme": {"name": "night", "ink": "#112233", "margin_share": 0.1}},
    {"edit": "set_staging", "staging": {"intro": {"text": "Hi", "duration_ms": 3000}}},
    {"edit": "set_section", "slide": PROJECT.deck.slides[0].id, "kind": "price", "title": "x"},
)


_ODD_VALUES = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        0.5,
        1e308,
        2**53,
        2**53 + 1,
        "",
        "x",
        "x" * 1500,
        "\u0301" * 90,
    ),
    *([], {}, [[]], [0] * 50, {"a": 1}, "#112233", "0" * 64, "cut", "s1", "\U0001f600", "\ud800"),
)


def _change_json(content: bytes, dice: random.Random) -> bytes:
    """Return JSON with a few of its values replaced, removed or doubled; or its bytes mutated."""
    if dice.random() < 0.2:
        return mutate(content, dice)
    row = json.loads(content)
    for _ in range(dice.randint(1, 3)):
        here, depth = row, dice.randint(1, 6)
        for _ in range(depth):
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            key = dice.choice(keys) if keys else None
            if key is None or not isinstance(here[key], (dict, list)) or not here[key]:
                break
            here = here[key]
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            continue
        key = dice.choice(keys)
        kind = dice.randrange(4)
        if kind == 0:
            del here[key]
        elif kind == 1 and isinstance(here, list):
            here.append(deepcopy(here[key]))
        else:
            here[key] = deepcopy(dice.choice(_ODD_VALUES))
    return json.dumps(row).encode()


def _change_zip(content: bytes, dice: random.Random) -> bytes:
    """Return an archive with one of its parts mutated; now and then the archive itself."""
    if dice.random() < 0.1:
        return mutate(content, dice)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", 8) as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        chosen = dice.choice(
            [name for name in names if "slide1" in name or "document" in name] or names
        )
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, mutate(part, dice) if name == chosen else part)
    return made.getvalue()


def _docx() -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = "".join(f"<w:tr>{cell.format(text)}</w:tr>" for text in (COLUMN, "One", "Two"))
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Title</w:t></w:r></w:p>'
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Buy</w:t></w:r><w:r><w:t> now</w:t></w:r></w:p>"
        f"<w:tbl>{rows}</w:tbl>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        text = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", text)
    return made.getvalue()


def _pptx() -> bytes:
    from pptx import Presentation

    deck = Presentation()
    for number in range(3):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = f"Slide {number} for only $47"
    made = io.BytesIO()
    deck.save(made)
    return made.getvalue()


@dataclass(frozen=True, slots=True)
class Target:
    """A reader, what it is fed, and whether foreign errors are its child's business."""

    seeds: Sequence[bytes]
    read: Callable[[bytes], object]
    change: Callable[[bytes, random.Random], bytes] = mutate
    in_child: bool = False


_CUE = "00:00:01,000 --> 00:00:02,500"
_TTML = (
    b'<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div begin="1s">'
    b'<p begin="0s" end="2s">Buy <span begin="0.1s" end="1s">now</span><br/>for</p>'
    b"</div></body></tt>"
)
_CAPTIONS = (
    f"1\n{_CUE}\nBuy it now\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>for</i> $47\n".encode(),
    b"WEBVTT\nLanguage: en\n\n00:01.000 --> 00:02.000\nbuy<00:01.500><c> now</c>\n",
    json.dumps(
        {"segments": [{"text": " buy", "start": 1.0, "end": 2.0}], "language": "en"}
    ).encode(),
    json.dumps(
        {"events": [{"tStartMs": 10, "dDurationMs": 90, "segs": [{"utf8": "buy"}]}]}
    ).encode(),
    document.dumps(PROJECT).encode(),
)
_SCRIPTS = (
    b"# Title\n\nYou **move** it [PAUSE 2s] for $47.\n\n[SLIDE]\n- *Only* 1,000 left! (music)\n",
    "VO: Ça coûte 47 € — z. B. am 3. Mai 2024, 9:30 Uhr. たった47ドルです。\n".encode(),
)


def _read_script(content: bytes) -> object:
    text = read_script(content)
    return read_manuscript(text, "en"), read_manuscript(text, "de")


def _read_deck(content: bytes) -> object:
    return replace_document(PROJECT, parse_json(content, "The deck"), AssetStore(Path("nowhere")))


def _apply_edits(content: bytes) -> object:
    return apply_requests(PROJECT, parse_json(content, "The edits"))


TARGETS: Mapping[str, Callable[[], Target]] = {
    "captions": lambda: Target(_CAPTIONS, read_captions),
    "ttml": lambda: Target((_TTML,), lambda content: parse_cues(content.decode()), in_child=True),
    "scripts": lambda: Target(_SCRIPTS, _read_script),
    "docx": lambda: Target(
        (_docx(),), lambda c: extract_paragraphs(io.BytesIO(c), "x"), _change_zip, in_child=True
    ),
    "tables": lambda: Target(
        (_docx(),), lambda c: extract_rows(io.BytesIO(c), "x", None), _change_zip, in_child=True
    ),
    "pptx": lambda: Target(
        (_pptx(),), lambda c: extract_rows(io.BytesIO(c), "x", None), _change_zip, in_child=True
    ),
    "deck": lambda: Target((document.dumps(PROJECT).encode(),), _read_deck, _change_json),
    "edits": lambda: Target(
        [json.dumps([edit]).encode() for edit in EDITS], _apply_edits, _change_json
    ),
}


def _read_by_child(content: bytes, folder: Path) -> None:
    path = folder / "input"
    path.write_bytes(content)
    try:
        read_paper(path, "The file")
    except VslError:
        return


def fuzz(
    kind: str, *, seed: int, folder: Path, seconds: float = inf, rounds: float = inf
) -> Counter[str]:
    """Return how often each thing happened; broken inputs are written to ``folder``."""
    target, dice = TARGETS[kind](), random.Random(seed)
    seen: Counter[str] = Counter()
    ends, slowest = time.monotonic() + seconds, 0.0
    while time.monotonic() < ends and seen.total() < rounds:
        content = target.change(dice.choice(target.seeds), dice)
        began, what = time.process_time(), "read"
        try:
            target.read(content)
        except VslError as error:
            what = type(error).__name__
        except Exception as error:
            where = "stumbled in the child" if target.in_child else "BROKEN"
            what = f"{where}: {type(error).__name__}"
        took_s = time.process_time() - began
        slowest = max(slowest, took_s)
        if took_s > _MOST_S:
            what = "BROKEN: too slow"
        if what.startswith("BROKEN") and not seen[what]:
            (folder / f"{kind}-{what.rpartition(' ')[2]}").write_bytes(content)
        seen[what] += 1
        if target.in_child and kind != "ttml" and seen.total() % _CHILD_EVERY == 0:
            _read_by_child(content, folder)
            seen["by the child"] += 1
    seen["slowest, ms of processor time"] = round(1000 * slowest)
    return seen


def main() -> int:
    """Fuzz the kinds that the command line names; return 1 if anything broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", choices=[*TARGETS, []], help="all by default")
    parser.add_argument("--seconds", type=float, default=60, help="for each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("out/fuzz"))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    broken = False
    for kind in options.kinds or TARGETS:
        seen = fuzz(kind, seed=options.seed, folder=options.folder, seconds=options.seconds)
        broken = broken or any(what.startswith("BROKEN") for what in seen)
        print(kind, dict(seen), flush=True)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
