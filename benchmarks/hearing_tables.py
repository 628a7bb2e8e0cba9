"""Format the figures of ``hearing.py`` as Markdown tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from hearing_figures import Row, ScriptedRow
from hearing_scores import Spread

from vsl.basics.files import write_atomically

BEGIN, END = "<!-- hearing: begin -->", "<!-- hearing: end -->"
_TITLES = {
    "short": "Short readings",
    "letters": "Sales letters",
    "quiet": "Readings and letters, 30 dB more quietly",
    "degraded: noise": "Noise beside the voice, 10 dB below it",
    "degraded: music": "Music beside the voice, 12 dB below it",
    "degraded: gaps": "Silences of 20 s between sentences",
    "long": "Short readings joined, pauses of 0.5 to 1.5 s between them",
}
_BUSY = "\\*"
_STARTS = "starts: median / 95 %, over 100 / 200 ms"
_Cell = Callable[[Row], str]
_WORDS: Mapping[str, _Cell] = {
    "word error": lambda row: f"{row.word_error:.1%}",
    "deleted": lambda row: str(row.deleted),
    "longest run": lambda row: str(row.longest_run),
    "invented": lambda row: str(row.inserted),
    _STARTS: lambda row: _format_spread(row.starts),
    "after pauses": lambda row: _format_spread(row.after_pauses),
    "× real time": lambda row: f"{row.real_time:.1f}{_BUSY * row.is_busy}",
    "processor s a minute": lambda row: f"{row.cpu_s_per_minute:.1f}",
    "MB": lambda row: f"{row.peak_mb:.0f}",
}
_NUMBERS: Mapping[str, _Cell] = {
    "right": lambda row: f"{row.figures_right} of {row.figures}",
    "late, in the middle": lambda row: _format_late(row.figure_starts),
    _STARTS: lambda row: _format_spread(row.figure_starts),
}
_SILENCE: Mapping[str, _Cell] = {
    "words": lambda row: str(row.after_silence.count if row.after_silence else 0),
    "late, in the middle": lambda row: _format_late(row.after_silence),
    _STARTS: lambda row: _format_spread(row.after_silence),
    "worst": lambda row: f"{row.after_silence.worst_ms:.0f} ms" if row.after_silence else "–",
    "invented in silence": lambda row: str(row.in_silence),
}


def format_tables(found: Sequence[Row], scripted: Sequence[ScriptedRow]) -> str:
    """Every table that the figures fill."""
    return "\n\n".join(
        (
            *_format_heard(found),
            *_format_nothing(found),
            *_format_languages(found),
            *_format_scripted(scripted),
        )
    )


def _format_heard(found: Sequence[Row]) -> Iterator[str]:
    plain = [row for row in found if row.group in _TITLES]
    for group, rows in groupby(plain, key=lambda row: row.group):
        some = list(rows)
        title = f"{_TITLES[group]} ({_format_amount(some[0])})"
        yield _format_table(title, {"": lambda row: row.system, **_WORDS}, some)
    for title, cells, filled in (
        ("Numbers, prices, shares and dates", _NUMBERS, [row for row in plain if row.figures]),
        (
            "Words after a second of silence or more",
            _SILENCE,
            [row for row in plain if row.after_silence],
        ),
    ):
        named = {"": lambda row: row.system, "in": lambda row: _TITLES[row.group]}
        yield from [_format_table(title, {**named, **cells}, filled)] if filled else []


def _format_nothing(found: Sequence[Row]) -> Iterator[str]:
    rows = [row for row in found if row.group.startswith("nothing: ")]
    groups = list(dict.fromkeys(row.group for row in rows))
    if rows:
        cells = {group.partition(": ")[2]: _count_inserted for group in groups}
        yield _format_crossed("Words invented where nobody speaks", cells, groups, rows)


def _format_languages(found: Sequence[Row]) -> Iterator[str]:
    rows = [row for row in found if row.group.startswith("languages: ")]
    groups = list(dict.fromkeys(row.group for row in rows))
    if rows:
        cells = {group.partition(": ")[2]: _format_shares for group in groups}
        yield _format_crossed("Words heard of each language in one recording", cells, groups, rows)


def _count_inserted(row: Row) -> str:
    return str(row.inserted)


def _format_shares(row: Row) -> str:
    return ", ".join(f"{name} {share:.1%}" for name, share in row.languages.items())


def _format_scripted(rows: Sequence[ScriptedRow]) -> Iterator[str]:
    if not rows:
        return
    cells: Mapping[str, Callable[[ScriptedRow], str]] = {
        "": lambda row: row.system,
        "letter": lambda row: f"{row.recording} ({row.language})",
        "script heard": lambda row: f"{row.heard_share:.1%}",
        "words missing": lambda row: str(row.missing),
        f"word {_STARTS}": lambda row: _format_spread(row.starts),
        "after pauses": lambda row: _format_spread(row.after_pauses),
        f"slide {_STARTS}": lambda row: _format_spread(row.slides),
    }
    lines = [[cell(row) for cell in cells.values()] for row in rows]
    yield _draw("With the exact script", list(cells), lines)


def _format_table(title: str, cells: Mapping[str, _Cell], rows: Sequence[Row]) -> str:
    return _draw(title, list(cells), [[cell(row) for cell in cells.values()] for row in rows])


def _format_crossed(
    title: str, cells: Mapping[str, _Cell], groups: Sequence[str], rows: Sequence[Row]
) -> str:
    """A line for each system, a column for each group."""
    by_place = {(row.system, row.group): row for row in rows}
    lines = []
    for system in dict.fromkeys(row.system for row in rows):
        line = [system]
        for group, cell in zip(groups, cells.values(), strict=True):
            row = by_place.get((system, group))
            line.append(cell(row) if row else "–")
        lines.append(line)
    return _draw(title, ["", *cells], lines)


def _draw(title: str, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    ruler = ["---", *["--:"] * (len(heads) - 1)]
    drawn = (f"| {' | '.join(cells)} |" for cells in (heads, ruler, *lines))
    return f"**{title}**\n\n" + "\n".join(drawn)


def _format_spread(found: Spread | None) -> str:
    if found is None:
        return "–"
    far = f"{found.over_100:.0%} / {found.over_200:.0%}"
    return f"{found.median_ms:.0f} / {found.p95_ms:.0f}, {far}"


def _format_late(found: Spread | None) -> str:
    return f"{found.late_ms:+.0f} ms" if found else "–"


def _format_amount(row: Row) -> str:
    minutes, seconds = divmod(round(row.seconds), 60)
    recordings = "1 recording" if row.recordings == 1 else f"{row.recordings} recordings"
    return f"{recordings}, {minutes}:{seconds:02} minutes, {row.said:,} words"


def replace_tables(document: Path, text: str) -> None:
    """Put ``text`` between the marks of a document, in place of what stands there.

    Raises:
        ValueError: it has no such marks.
    """
    content = document.read_text(encoding="utf-8")
    before, begin, rest = content.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{document} has no line {BEGIN} with {END} below it")
    write_atomically(document, f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
