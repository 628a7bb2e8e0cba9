"""Exported papers open in programs of others, and come back by command and over HTTP."""

from __future__ import annotations

import json
import shutil
import subprocess
import wave
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from vsl.bootstrap import Services
from vsl.cli.main import main
from vsl.export.office.page import Row
from vsl.export.office.readers import read_paper
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import AudioStream, MediaInfo, Project, Section, Transcript, Word
from vsl.progress import Progress
from vsl.workflows.build_deck import make_deck
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.import_edits import import_edits

_SAID = (
    "you water it every single day. and still it gives up. so we made a small wooden stick."
    " it is yours for just $47."
)
_RATE_HZ = 16_000


def _project() -> Project:
    tokens = _SAID.split()
    words = list[Word]()
    for token in tokens:
        pause_ms = 600 if words and words[-1].text.endswith(".") else 0
        start_ms = (words[-1].end_ms if words else 300) + pause_ms
        words.append(Word(token, start_ms, start_ms + 400))
    end_ms = words[-1].end_ms + 500
    media = MediaInfo("0" * 64, 9, "wav", end_ms, AudioStream("pcm_s16le", _RATE_HZ, 1))
    heard = Transcript(tuple(words), "en", "scripted")
    deck = make_deck(heard, end_ms, Theme(footer="Results vary."))
    first, last = deck.slides[0].id, deck.slides[-1].id
    deck = replace(deck, sections=(Section("hook", first), Section("price", last)))
    return Project(media, heard, deck)


def _recording(folder: Path, project: Project) -> Path:
    path = folder / "pitch.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(bytes(2 * _RATE_HZ * project.media.duration_ms // 1000))
    return path


@pytest.fixture
def export(services: Services, tmp_path: Path) -> Callable[..., Path]:
    """Writes a project as a paper."""

    def write(project: Project, name: str, recording: Path | None = None) -> Path:
        target = tmp_path / name
        services.export(project, recording, target, ExportOptions(), progress=Progress())
        return target

    return write


Export = Callable[..., Path]


@pytest.mark.parametrize("name", ["deck.pptx", "deck.docx", "deck.csv"])
def test_a_paper_that_nobody_touched_changes_nothing(export: Export, name: str) -> None:
    project = _project()
    returned = import_edits(project, read_paper(export(project, name), name))
    assert (returned.descriptions, returned.notes) == ((), ())


def test_a_presentation_opens_with_text_notes_timings_and_the_voice(
    export: Export, tmp_path: Path
) -> None:
    reader = pytest.importorskip("pptx", reason="needs python-pptx: pip install python-pptx")

    project = _project()
    path = export(project, "deck.pptx", _recording(tmp_path, project))
    shown = reader.Presentation(str(path))
    assert (shown.slide_width, shown.slide_height) == (12_192_000, 6_858_000)
    slides = list(shown.slides)
    assert [slide.name for slide in slides] == [slide.id for slide in project.deck.slides]
    texts = [slide.shapes.title.text_frame.text.replace("\v", " ") for slide in slides]
    assert [text.split() for text in texts] == [s.text.split() for s in project.deck.slides]
    assert "so we made" in slides[2].notes_slide.notes_text_frame.text
    price = next(
        r for r in slides[-1].shapes.title.text_frame.paragraphs[0].runs if "$47" in r.text
    )
    assert str(price.font.color.rgb) == Theme().highlight.colour.removeprefix("#")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = "".join(part.decode() for name, part in parts.items() if "slides/slide" in name)
    times = [int(each.partition('"')[0]) for each in xml.split('advTm="')[1:]]
    assert sum(times) == project.media.duration_ms
    assert "Results vary." in parts["ppt/slideMasters/slideMaster1.xml"].decode()
    voices = [part for name, part in parts.items() if name.endswith(".m4a")]
    heard_ms = sum(_duration_ms(voice) for voice in voices)
    assert len(voices) >= 2
    assert heard_ms == pytest.approx(project.media.duration_ms, abs=100 * len(voices))


def _duration_ms(sound: bytes) -> float:
    """The sound as a decoder hears it."""
    with av.open(BytesIO(sound)) as file:
        return sum(1000 * frame.samples / frame.sample_rate for frame in file.decode(audio=0))


def test_libreoffice_shows_the_slides(export: Export, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice Impress: apt-get install libreoffice-impress")
    project = _project()
    path = export(project, "deck.pptx")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    for format in ("pdf", "png"):
        subprocess.run(
            [office, home, "--headless", "--convert-to", format, "--outdir", tmp_path, path],
            check=True,
            capture_output=True,
            timeout=300,
        )
    pages = [page.extract_text() for page in PdfReader(tmp_path / "deck.pdf").pages]
    for page, slide in zip(pages, project.deck.slides, strict=True):
        words = slide.text.split()
        assert [word for word in page.split() if word in words][: len(words)] == words
    with Image.open(tmp_path / "deck.png") as picture:
        colours = dict((c, n) for n, c in picture.convert("RGB").getcolors(1 << 24))
    assert max(colours, key=lambda colour: colours[colour]) == (255, 255, 255)
    ink = sum(count for (red, *_), count in colours.items() if red < 128)
    assert 0.01 < ink / sum(colours.values()) < 0.3


_WORDS = st.sampled_from(
    ["you", "water", "window", "stick", "just", "new", "Gold,", "free!", "$97", "it", "the"]
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.booleans())
def test_any_texts_come_back_exactly_and_words_stay_in_order(
    data: st.DataObject, ids: bool
) -> None:
    project = _project()
    rows = [Row(slide.id if ids else "", slide.text) for slide in project.deck.slides]
    for n in data.draw(st.sets(st.integers(0, len(rows) - 1), max_size=2)):
        tokens = rows[n].text.split()
        start = data.draw(st.integers(0, len(tokens)))
        end = data.draw(st.integers(start, len(tokens)))
        new = data.draw(st.lists(_WORDS, max_size=4))
        text = " ".join([*tokens[:start], *new, *tokens[end:]]) or "kept"
        rows[n] = replace(rows[n], text=text)
    returned = import_edits(project, rows)
    assert not returned.notes
    assert [slide.text for slide in returned.project.deck.slides] == [row.text for row in rows]
    starts = [word.start_ms for word in returned.project.transcript.words]
    assert starts == sorted(starts)
    assert import_edits(returned.project, rows).edits == ()


def _edited(path: Path) -> Path:
    """The table with another price."""
    path.write_bytes(path.read_bytes().replace(b"just $47.", b"only $27."))
    return path


def test_the_command_tells_the_differences_and_takes_them_over(
    export: Export,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))
    project = _project()
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(document.dumps(project))
    edited = _edited(export(project, "deck.csv"))

    def run(*arguments: object) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            main(["import", str(old), *map(str, arguments)])
        printed = capsys.readouterr()
        return ended.value.code, printed.out + printed.err

    code, said = run(edited, "--dry-run")
    assert (code or 0) == 0
    assert "“it is yours for just $47.” → “it is yours for only $27.”" in said
    assert not new.exists()
    told = json.loads(run(edited, "--dry-run", "--json")[1])
    assert [each["edit"] for each in told["differences"]] == ["retype"]
    assert "1 change taken over" in run(edited, "-o", new)[1]
    assert document.read(new).deck.slides[-1].text == "it is yours for only $27."
    assert "Name the changed document" in run(edited)[1]
    assert "can't be read" in run(tmp_path / "none.pptx", "--dry-run")[1]


@pytest.fixture
def address(services: Services) -> str:
    """Where the project is on the server."""
    row = services.projects.create("My pitch", "0" * 64, {})
    services.projects.save_document(row.id, document.dumps(_project()))
    return f"/api/projects/{row.id}"


def _sent(path: Path, **fields: str) -> dict[str, Any]:
    return {"data": {"file": (BytesIO(path.read_bytes()), path.name), **fields}}


def test_an_edited_file_is_shown_then_applied_then_undone(
    client: FlaskClient, address: str, export: Export
) -> None:
    edited = _edited(export(_project(), "deck.csv"))
    before = client.get(f"{address}/deck")
    shown = client.post(f"{address}/import", **_sent(edited))
    (difference,) = shown.get_json()["differences"]
    assert (difference["edit"], difference["text"]) == ("retype", "it is yours for only $27.")
    assert shown.headers["ETag"] == before.headers["ETag"]
    known = {"If-Match": shown.headers["ETag"]}
    applied = client.post(f"{address}/import", headers=known, **_sent(edited, apply="true"))
    assert applied.get_json()["slides"][-1]["text"] == "it is yours for only $27."
    assert applied.headers["ETag"] != before.headers["ETag"]
    late = client.post(f"{address}/import", headers=known, **_sent(edited, apply="true"))
    assert late.status_code == 412
    assert client.post(f"{address}/undo").get_json()["slides"] == before.get_json()["slides"]


@pytest.mark.parametrize(
    ("content", "named"),
    [(b"%PDF-1.7", "is no PowerPoint presentation"), (b"PK\x03\x04", "is broken")],
)
def test_files_that_are_no_papers_are_refused_in_one_line(
    client: FlaskClient, address: str, content: bytes, named: str
) -> None:
    answer = client.post(f"{address}/import", data={"file": (BytesIO(content), "deck.pptx")})
    assert (answer.status_code, named in answer.get_json()["message"]) == (422, True)
    without = client.post(f"{address}/import", data={"apply": "true"})
    assert "in the field file" in without.get_json()["message"]
