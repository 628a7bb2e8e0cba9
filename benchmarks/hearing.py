"""How exactly and how fast voices are heard: this project's engines beside other tools, one table.

``PYTHONPATH=. python benchmarks/hearing.py --weights FOLDER --checkpoint FILE.pt``: the same
weights of Whisper in CTranslate2's form and in openai-whisper's. Everybody hears the same 16-bit
samples as his documents show first, is told no language unless ``--tell-language``, and has loaded
his model before the clock starts. Tools that need an environment of their own are named by
``--peer-python stable-ts=/path/bin/python``.

What was heard is kept in ``--cache`` as long as nothing that matters changes, so that a second run
costs nothing; the speeds of a run are those of the machine as busy as it was, which ``--json``
tells (``load``). Compare speeds measured with ``--fresh`` on a machine left alone.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from hearing_figures import Row, ScriptedRow, rows, scripted_rows
from hearing_peer import OURS, SYSTEMS
from hearing_recordings import SECTIONS, recordings
from hearing_systems import Systems
from hearing_tables import put, tables

ROOT = Path(__file__).resolve().parents[1]
SPEECH = ROOT.parent / "shared" / "speech"
_PEERS = tuple(name for name in SYSTEMS if not name.startswith("ours "))
_USUAL_PEERS = ("whisper.transcribe", "faster-whisper sequential", "faster-whisper batched")
_USUAL_ENGINES = ("whisper", "faster-whisper")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write."""
    options = _parser().parse_args(arguments)
    if not options.folder.is_dir():
        print(f"hearing: needs the recordings at {options.folder}", file=sys.stderr)
        return
    pythons = dict(pair.split("=", 1) for pair in options.peer_python)
    systems = Systems(
        options.weights,
        options.checkpoint,
        options.cache,
        pythons,
        tells_language=options.tell_language,
        fresh=options.fresh,
    )
    heard = recordings(options.folder, options.sections, quick=options.quick)
    found: list[Row] = []
    scripted: list[ScriptedRow] = []
    for system in (*(f"ours {name}" for name in options.engines), *options.peers):
        theirs = [one for one in heard if not one.script or system.startswith("ours ")]
        hearings = systems.hear(system, theirs)
        found += rows(system, hearings)
        scripted += scripted_rows(system, hearings)
    order = list(dict.fromkeys(row.group for row in found))
    found.sort(key=lambda row: order.index(row.group))
    text = tables(found, scripted)
    print(text)
    if options.json:
        result = {"rows": [asdict(row) | {"word_error": row.word_error} for row in found]}
        result["scripted"] = [asdict(row) for row in scripted]
        options.json.write_text(json.dumps(result, indent=1))
    if options.markdown:
        put(options.markdown, f"{_told(arguments)}\n\n{text}")


def _told(arguments: Sequence[str] | None) -> str:
    command = shlex.join(sys.argv[1:] if arguments is None else arguments)
    return f"{date.today():%d %B %Y}, `python benchmarks/hearing.py {command}`"


def _list_of(known: Sequence[str]) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        names = [name.strip() for name in text.split(",") if name.strip()]
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(
                f"no {unknown[0]!r}; choose from " + ", ".join(known) + ", by commas"
            )
        return names

    return read


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("--folder", type=Path, default=SPEECH, help="of the recordings")
    add("--weights", type=Path, required=True, help="folder in CTranslate2's form")
    add("--checkpoint", type=Path, required=True, help="file in openai-whisper's form")
    add("--engines", type=_list_of(OURS), default=list(_USUAL_ENGINES), help="ours, by commas")
    add("--peers", type=_list_of(_PEERS), default=list(_USUAL_PEERS), help="by commas; '' for none")
    add("--peer-python", action="append", default=[], metavar="PEER=PYTHON")
    add("--sections", type=_list_of(list(SECTIONS)), default=list(SECTIONS), help="by commas")
    add("--tell-language", action="store_true", help="tell everybody the language")
    add("--quick", action="store_true", help="two recordings of each section")
    add("--cache", type=Path, default=ROOT / "cache" / "hearing", help="of what was heard")
    add("--fresh", action="store_true", help="hear anew what is remembered")
    add("--json", type=Path, help="write every figure to this file")
    add("--markdown", type=Path, help="put the tables between the marks of this document")
    return parser


if __name__ == "__main__":
    main()
