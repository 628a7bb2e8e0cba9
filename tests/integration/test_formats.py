"""Every format, written from one project and opened by a reader that this project did not make."""

from __future__ import annotations

import json
import math
import re
import struct
import wave
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as Tree
from zipfile import ZipFile

import av
import numpy as np
import pypdf
import pysubs2
import pytest
from PIL import Image

from vsl.bootstrap import Tools, build_tools
from vsl.errors import BadInput
from vsl.model.appearance import Theme
from vsl.model.project import (
    Deck,
    Emphasis,
    Project,
    Section,
    Slide,
    Transcript,
    Word,
    WordRange,
)
from vsl.progress import Progress
from vsl.render.paint.draw import draw
from vsl.settings import Settings
from vsl.workflows.build_deck import still_of
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.export_project.registry import FORMATS, find_format

_RATE_HZ = 22_050
_LENGTH_MS = 6000
_SIZE = (640, 360)
_TEXTS = ("Does it work?", "Ação: R$ 47 só hoje", "Заказать сейчас")

Export = Callable[..., Path]


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    folder = tmp_path_factory.mktemp("formats")
    return build_tools(Settings(instance_dir=folder / "instance", cache_dir=folder / "cache"))


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tone of six seconds."""
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    turn = 2 * math.pi * 220 / _RATE_HZ
    count = _RATE_HZ * _LENGTH_MS // 1000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        tone = (round(8000 * math.sin(n * turn)) for n in range(count))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in tone))
    return path


@pytest.fixture(scope="module")
def project(tools: Tools, recording: Path) -> Project:
    """Three slides of two seconds in two sections."""
    words, slides = list[Word](), list[Slide]()
    for number, text in enumerate(_TEXTS):
        start_ms, first = 2000 * number, len(words)
        tokens = text.split()
        words += [
            Word(token, start_ms + 300 * n, start_ms + 300 * n + 280)
            for n, token in enumerate(tokens)
        ]
        span = WordRange(first, len(words) - 1)
        slides.append(Slide(f"s{number}", text, start_ms, start_ms + 2000, span))
    slides[1] = replace(slides[1], emphasis=(Emphasis(2, "price"),))
    sections = (Section("hook", "s0"), Section("offer", "s1", "A oferta"))
    theme = Theme(width_px=_SIZE[0], height_px=_SIZE[1])
    media = tools.probe(recording)
    deck = Deck(tuple(slides), theme, media.duration_ms, sections)
    return Project(media, Transcript(tuple(words), "pt", "scripted"), deck)


@pytest.fixture
def export(tools: Tools, project: Project, recording: Path, tmp_path: Path) -> Export:
    """Writes the project under a name; named choices are options."""

    def write(name: str, given: Project = project, **choices: str) -> Path:
        target = tmp_path / name
        options = ExportOptions.parse(choices)
        tools.export(given, recording, target, options, progress=Progress())
        return target

    return write


def in_chapters(project: Project) -> Project:
    """The same deck at a third of its pace and more, in chapters that video sites show."""
    starts_ms = (0, 12_000, 24_000)
    moved = zip(project.deck.slides, starts_ms, strict=True)
    slides = tuple(replace(slide, start_ms=at, end_ms=at + 12_000) for slide, at in moved)
    kinds = zip(("hook", "offer", "price"), slides, strict=True)
    sections = tuple(Section(kind, slide.id) for kind, slide in kinds)
    deck = replace(project.deck, slides=slides, sections=sections, duration_ms=36_000)
    return replace(project, deck=deck)


def suited(project: Project, suffix: str) -> Project:
    """A project that can be written so."""
    return in_chapters(project) if suffix == ".chapters.txt" else project


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_the_same_deck_gives_the_same_bytes(  # type: ignore[no-untyped-def]
    format, export: Export, project: Project
) -> None:
    given = suited(project, format.suffix)
    once, again = (export(f"{folder}/deck{format.suffix}", given) for folder in ("once", "again"))
    assert once.read_bytes() == again.read_bytes()
    assert not [path for path in once.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_a_format_that_needs_the_voice_says_so_before_any_work(  # type: ignore[no-untyped-def]
    format, tools: Tools, project: Project, tmp_path: Path
) -> None:
    target = tmp_path / f"out{format.suffix}"
    if format.needs_recording:
        with pytest.raises(BadInput, match="needs the recording"):
            tools.export(project, None, target, progress=Progress())
    else:
        tools.export(suited(project, format.suffix), None, target, progress=Progress())
    assert target.exists() != format.needs_recording


@pytest.mark.parametrize("suffix", [".srt", ".vtt", ".ass", ".karaoke.ass"])
def test_captions_say_the_words_in_their_time(suffix: str, export: Export) -> None:
    found = pysubs2.load(str(export(f"pitch{suffix}")))
    said = " ".join(" ".join(line.plaintext.split()) for line in found)
    assert said == " ".join(_TEXTS)
    assert all(line.start < line.end for line in found)
    assert [line.start for line in found] == [0, 2000]


def test_karaoke_fills_each_caption_with_its_words(export: Export) -> None:
    found = pysubs2.load(str(export("pitch.karaoke.ass")))
    for line in found:
        lengths_cs = [int(length) for length in re.findall(r"\{\\k(\d+)\}", line.text)]
        assert len(lengths_cs) == len(line.plaintext.split())
        assert sum(lengths_cs) * 10 == line.duration


@pytest.mark.parametrize(
    ("suffix", "codec", "error"),
    [(".m4a", "aac", 0.1), (".wav", "pcm_s16le", 0.1), (".mp3", "mp3float", 0.1)],
)
def test_the_voice_alone_is_the_recordings_sound(
    suffix: str, codec: str, error: float, export: Export, recording: Path
) -> None:
    path = export(f"voice{suffix}")
    with av.open(str(path)) as file:
        assert file.streams.audio[0].codec_context.codec.name == codec
    heard, spoken = _samples(path), _samples(recording)
    assert abs(len(heard) - len(spoken)) <= _RATE_HZ * 0.06
    middle = slice(_RATE_HZ, 2 * _RATE_HZ)
    assert np.abs(heard[middle] - spoken[middle]).max() < error


def _samples(path: Path) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    resampler = av.AudioResampler("flt", "mono", _RATE_HZ)
    with av.open(str(path)) as file:
        frames = [*file.decode(audio=0), None]
        parts = [each.to_ndarray()[0] for frame in frames for each in resampler.resample(frame)]
    return np.concatenate(parts)


def test_the_video_has_every_frame(export: Export) -> None:
    with av.open(str(export("pitch.mp4", fps="25"))) as file:
        assert sum(1 for _ in file.decode(video=0)) == 150
        assert file.streams.video[0].average_rate == Fraction(25)
        assert (file.streams.video[0].width, file.streams.video[0].height) == _SIZE


def test_pages_show_the_slides_and_hold_their_words(export: Export, tools: Tools) -> None:
    reader = pypdf.PdfReader(export("pitch.pdf"), strict=True)
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert texts == list(_TEXTS)
    assert [mark.title for mark in reader.outline] == ["Gancho", "A oferta"]  # type: ignore[union-attr]
    picture = reader.pages[0].images[0].image
    assert picture is not None
    assert picture.size == _SIZE
    with Image.open(export("pitch.sheet.png")) as sheet:
        assert sheet.width == 2400
    assert float(reader.pages[0].mediabox.width) / float(
        reader.pages[0].mediabox.height
    ) == pytest.approx(16 / 9, abs=0.01)
    assert _darkest(picture) < 60


def test_pages_with_photographs_are_packed_as_photographs(tmp_path: Path) -> None:
    from vsl.export.documents.pdf import PdfPage, write_pdf

    path = tmp_path / "noise.png"
    noise = np.random.default_rng(1).integers(0, 255, (600, 800, 3), np.uint8)
    Image.fromarray(noise).save(path)
    content = BytesIO()
    assert list(write_pdf(content, [PdfPage(path)], language="en")) == [1]
    (image,) = pypdf.PdfReader(content, strict=True).pages[0].images
    assert image.name.endswith(".jpg")
    assert image.image is not None
    assert image.image.size == (800, 600)


def _darkest(picture: Image.Image) -> int:
    low, _high = picture.convert("L").getextrema()
    return int(low)  # type: ignore[arg-type]


def test_the_thumbnail_is_the_strongest_slide_of_the_opening(
    export: Export, project: Project
) -> None:
    with Image.open(export("pitch.png")) as picture:
        assert (picture.format, picture.size, picture.mode) == ("PNG", _SIZE, "RGB")
        hooked = picture.copy()
    only = replace(project, deck=replace(project.deck, sections=()))
    with Image.open(export("other.png", only)) as picture:
        assert picture.tobytes() != hooked.tobytes()  # the price, once it is in the opening


def test_the_sheet_shows_each_slide_once(export: Export, project: Project) -> None:
    shown = project.deck.slides
    hidden = replace(
        project, deck=replace(project.deck, slides=(*shown[:2], replace(shown[2], hidden=True)))
    )
    with (
        Image.open(export("all.sheet.png")) as whole,
        Image.open(export("two.sheet.png", hidden)) as less,
    ):
        assert whole.size == less.size
        assert np.asarray(whole)[:, 1200:1700].min() < 60
        assert np.asarray(less)[200:, 1250:1700].min() > 200


@pytest.mark.parametrize("suffix", [".webp", ".gif"])
def test_the_teaser_moves(suffix: str, export: Export) -> None:
    path = export(f"teaser{suffix}", start="1", seconds="3")
    with Image.open(path) as picture:
        assert picture.size == _SIZE
        assert picture.n_frames == 2  # type: ignore[attr-defined]
        picture.seek(1)
        picture.load()
        assert picture.info["duration"] == 2000 + 1500


def test_an_editor_finds_every_file_of_the_time_line(export: Export) -> None:
    with ZipFile(export("pitch.fcpxml.zip")) as archive:
        names = archive.namelist()
        root = Tree.fromstring(archive.read("slides.fcpxml"))
        used = [each.attrib["src"] for each in root.iter("media-rep")]
        assert sorted([*used, "slides.fcpxml"]) == sorted(names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        with Image.open(BytesIO(archive.read(used[0]))) as still:
            assert still.size == _SIZE
        with av.open(BytesIO(archive.read("media/voice.m4a"))) as voice:
            sound = voice.streams.audio[0].codec_context
            assert sound.name.startswith("aac")
            asset = root.find(".//asset[@id='voice']")
            assert asset is not None
            named = asset.attrib["audioRate"], asset.attrib["audioChannels"]
            assert named == (str(sound.sample_rate), str(sound.channels))
    assert root.get("version") == "1.10"
    offsets = [each.attrib["offset"] for each in root.iterfind(".//spine/video")]
    assert offsets == ["0s", "2s", "4s"]


def test_chapters_for_people_and_for_programs(export: Export) -> None:
    found = json.loads(export("pitch.chapters.json").read_text())
    assert (found["pitch_ms"], len(found["chapters"])) == (2000, 2)
    with pytest.raises(BadInput, match="this video has 0"):
        export("pitch.chapters.txt")
    cuts = export("Мой pitch.edl").read_text()
    assert "* LOC: 00:00:02:00 RED     A oferta" in cuts
    assert "* FROM CLIP NAME: Мой pitch.mp4" in cuts


def test_chapters_that_a_video_site_shows_are_listed(export: Export, project: Project) -> None:
    text = export("long.chapters.txt", in_chapters(project)).read_text()
    assert [line.partition(" ")[0] for line in text.splitlines()] == ["0:00", "0:12", "0:24"]


@pytest.mark.parametrize("suffix", ["mp4", "html", "player.zip", "pdf", "png", "edl", "fcpxml.zip"])
def test_a_deck_that_shows_nothing_is_no_video(
    suffix: str, export: Export, project: Project
) -> None:
    hidden = tuple(replace(slide, hidden=True) for slide in project.deck.slides)
    for slides, why in ((hidden, "all are hidden"), ((), "the deck has none")):
        deck = replace(project.deck, slides=slides, sections=())
        with pytest.raises(BadInput, match=f"no slide to show: {why}"):
            export(f"none.{suffix}", replace(project, deck=deck))


@pytest.mark.parametrize("suffix", ["pptx", "docx", "csv"])
def test_hidden_slides_are_handed_on_and_no_slides_are_not(
    suffix: str, export: Export, project: Project
) -> None:
    hidden = tuple(replace(slide, hidden=True) for slide in project.deck.slides)
    deck = replace(project.deck, slides=hidden)
    assert export(f"hidden.{suffix}", replace(project, deck=deck)).exists()
    bare = replace(deck, slides=(), sections=())
    with pytest.raises(BadInput, match="the deck has none"):
        export(f"bare.{suffix}", replace(project, deck=bare))


@pytest.mark.parametrize("suffix", ["mp4", "html", "player.zip", "srt", "pptx"])
def test_a_folder_that_is_not_there_yet_is_made(suffix: str, export: Export) -> None:
    assert export(f"new/{suffix}/pitch.{suffix}").exists()


def test_a_karaoke_video_lights_each_word_while_it_is_said(
    export: Export, project: Project
) -> None:
    slides = tuple(replace(slide, reveal="karaoke") for slide in project.deck.slides)
    lit = replace(project, deck=replace(project.deck, slides=slides))
    with av.open(str(export("lit.mp4", lit, fps="30"))) as file:
        frames = [frame.to_ndarray()[: _SIZE[1]] for frame in file.decode(video=0)]
    pictures = [
        _brightness(draw(replace(still_of(lit, slide), lit_token=token), lit.deck.theme))
        for slide in slides
        for token in range(len(slide.text.split()))
    ]
    said = [round(word.start_ms * 30 / 1000) + 4 for word in lit.transcript.words]
    assert len(said) == len(pictures)
    for number, frame in enumerate(said):
        errors = [float(np.abs(frames[frame] - picture).mean()) for picture in pictures]
        assert int(np.argmin(errors)) == number
        assert errors[number] < 1


def _brightness(picture: Image.Image) -> np.ndarray:
    """The brightness of each pixel as BT.709 video has it, 16 to 235."""
    return 16 + 219 / 255 * (np.asarray(picture, np.float64) @ (0.2126, 0.7152, 0.0722))


def test_a_deck_without_slides_is_refused_before_any_work(
    export: Export, project: Project, tmp_path: Path
) -> None:
    empty = replace(project, deck=replace(project.deck, slides=(), sections=()))
    unsold = replace(project.deck, sections=())
    for suffix in (".pdf", ".png", ".sheet.png", ".webp", ".gif"):
        with pytest.raises(BadInput, match="no slide"):
            export(f"none{suffix}", empty)
    with pytest.raises(BadInput, match="no pitch"):
        export("none.html", replace(project, deck=unsold), button_url="https://example.com")
    assert not list(tmp_path.iterdir())


def test_each_format_is_found_by_its_own_name() -> None:
    assert [find_format(f"x{each.suffix}") for each in FORMATS] == list(FORMATS)
