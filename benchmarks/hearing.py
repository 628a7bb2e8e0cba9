"""Measure the accuracy and speed of recognition: this project's engines beside other tools.

``PYTHONPATH=. python benchmarks/hearing.py`` uses Whisper base as the project finds it, or other
weights in CTranslate2's form; openai-whisper's checkpoint is converted from them without change.
Each system gets the same 16-bit samples, is called as its documentation shows first, is given no
language unless ``--tell-language``, and has loaded its model before the clock starts. Tools that
need their own environment get it by ``--peer-python stable-ts=/path/bin/python``.

Transcripts are kept in ``--cache`` as long as nothing relevant changes, so that a second run costs
nothing. Speeds are those of the machine under its load at that time, which ``--json`` reports
(``load``). Compare speeds measured with ``--fresh`` on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from hearing_figures import Row, ScriptedRow, create_rows, create_scripted_rows, name_group
from hearing_peer import OURS, SYSTEMS
from hearing_recordings import SECTIONS, Recording, create_recordings
from hearing_systems import Systems
from hearing_tables import format_tables, replace_tables

from vsl.basics.files import atomic_path, file_sha256
from vsl.speech.weights import converted as converted_weights

_MODEL = "base"
ROOT = Path(__file__).resolve().parents[1]
SPEECH = ROOT.parent / "shared" / "speech"
_PEERS = tuple(name for name in SYSTEMS if not name.startswith("ours "))
_USUAL_PEERS = ("whisper.transcribe", "faster-whisper sequential", "faster-whisper batched")
_USUAL_ENGINES = ("whisper", "faster-whisper")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write."""
    options = _create_parser().parse_args(arguments)
    if not options.folder.is_dir():
        print(f"hearing: needs the recordings at {options.folder}", file=sys.stderr)
        return
    found, scripted = _measure(options)
    text = format_tables(found, scripted)
    print(text)
    if options.json:
        result = {"rows": [asdict(row) | {"word_error": row.word_error} for row in found]}
        result["scripted"] = [asdict(row) for row in scripted]
        options.json.write_text(json.dumps(result, indent=1))
    if options.markdown:
        replace_tables(options.markdown, f"{_describe_command(options)}\n\n{text}")


def _measure(options: argparse.Namespace) -> tuple[list[Row], list[ScriptedRow]]:
    systems = _create_systems(options)
    recordings = create_recordings(options.folder, options.sections, quick=options.quick)
    found: list[Row] = []
    scripted: list[ScriptedRow] = []
    for system in (*(f"ours {name}" for name in options.engines), *options.peers):
        theirs = [one for one in recordings if not one.script or system.startswith("ours ")]
        hearings = systems.hear(system, theirs)
        found += _without_parts(create_rows(system, hearings), theirs, options)
        scripted += create_scripted_rows(system, hearings)
    order = list(dict.fromkeys(row.group for row in found))
    return sorted(found, key=lambda row: order.index(row.group)), scripted


def _without_parts(
    rows: Iterable[Row], recordings: Sequence[Recording], options: argparse.Namespace
) -> Iterator[Row]:
    """The rows; of what is remembered only those whose recordings all are."""
    sizes = Counter(map(name_group, recordings))
    for row in rows:
        if row.recordings == sizes[row.group] or not options.remembered:
            yield row


def _create_systems(options: argparse.Namespace) -> Systems:
    weights = options.weights or converted_weights.find_folder(_MODEL)
    if weights is None:
        sys.exit(f"hearing: Whisper {_MODEL} is not on this machine; name a folder by --weights.")
    return Systems(
        weights,
        options.checkpoint or _create_checkpoint(weights, options.cache),
        options.cache,
        dict(pair.split("=", 1) for pair in options.peer_python),
        tells_language=options.tell_language,
        fresh=options.fresh,
        asks=not options.remembered,
    )


def _create_checkpoint(weights: Path, cache: Path) -> Path:
    """The same numbers as openai-whisper keeps them, made once."""
    target = cache / f"{file_sha256(weights / converted_weights.MODEL)}.pt"
    if not target.exists():
        import torch

        from vsl.speech.whisper.checkpoint import read_checkpoint

        with atomic_path(target) as sibling:
            torch.save(read_checkpoint(weights), sibling)
    return target


def _describe_command(options: argparse.Namespace) -> str:
    """The date and what was asked for, without places on this machine."""
    asked = {"engines": options.engines, "peers": options.peers, "sections": options.sections}
    command = ["python", "benchmarks/hearing.py"]
    for name, values in asked.items():
        command += [f"--{name}", ",".join(values)]
    command += ["--tell-language"] * options.tell_language + ["--quick"] * options.quick
    return f"{date.today():%d %B %Y}, `{shlex.join(command)}`"


def _choose_among(known: Sequence[str]) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        names = [name.strip() for name in text.split(",") if name.strip()]
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(
                f"no {unknown[0]!r}; choose from " + ", ".join(known) + ", by commas"
            )
        return names

    return read


def _create_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("--folder", type=Path, default=SPEECH, help="of the recordings")
    add("--weights", type=Path, help="folder in CTranslate2's form; else Whisper base as installed")
    add("--checkpoint", type=Path, help="the same in openai-whisper's form; else made of them")
    add("--engines", type=_choose_among(OURS), default=list(_USUAL_ENGINES), help="ours, by commas")
    add(
        "--peers",
        type=_choose_among(_PEERS),
        default=list(_USUAL_PEERS),
        help="by commas; '' for none",
    )
    add("--peer-python", action="append", default=[], metavar="PEER=PYTHON")
    add("--sections", type=_choose_among(list(SECTIONS)), default=list(SECTIONS), help="by commas")
    add("--tell-language", action="store_true", help="tell everybody the language")
    add("--quick", action="store_true", help="two recordings of each section")
    add("--cache", type=Path, default=ROOT / "cache" / "hearing", help="of what was heard")
    add("--fresh", action="store_true", help="hear anew what is remembered")
    add("--remembered", action="store_true", help="hear nothing: only what is remembered")
    add("--json", type=Path, help="write every figure to this file")
    add("--markdown", type=Path, help="put the tables between the marks of this document")
    return parser


if __name__ == "__main__":
    main()
