"""Write slides as a PowerPoint presentation: native text, notes, timings, and the voice.

Each slide's text is a title placeholder, so that outline and layouts work. The slide's id is its
name and part of its text shape's name, by which it is matched on import. The voice is cut at
pauses; each clip starts with its first slide and plays on over the slides after it, which keeps
words whole and slides and voice in step at every pause.
Source: ECMA-376 Part 1, §13 (parts of a presentation).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vsl.basics.office_package import write_package
from vsl.export.office import powerpoint_frame as frame
from vsl.export.office.page import Page
from vsl.export.office.powerpoint_frame import HEAD, SPACES, PresentationLook
from vsl.export.office.powerpoint_slide import notes, notes_master, slide

_TYPE: Final = "application/vnd.openxmlformats-officedocument.presentationml"
_THEME_TYPE: Final = "application/vnd.openxmlformats-officedocument.theme+xml"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MEDIA: Final = "http://schemas.microsoft.com/office/2007/relationships/media"
_ICON: Final = bytes.fromhex(  # one transparent pixel: a sound needs a picture in PowerPoint
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4"
    "890000000b4944415478da636000020000050001e9fadcd80000000049454e44"
    "ae426082"
)

_Part = tuple[str, str | bytes]
_Link = tuple[str, str, str]  # id, kind, target part


@dataclass(frozen=True, slots=True)
class VoiceSpan:
    """A span of the voice and the slides that it plays over."""

    first_page: int
    slide_count: int  # that are shown
    start_ms: int
    end_ms: int


def write_pptx(
    target: Path,
    pages: Sequence[Page],
    look: PresentationLook,
    *,
    duration_ms: int,
    stretches: Sequence[VoiceSpan] = (),
    sounds: Iterable[bytes] = (),
) -> None:
    """Write the presentation of ``pages`` to ``target``.

    Args:
        sounds: an .m4a file for each of ``stretches``, in order; consumed one at a time.
    """
    write_package(target, _parts(pages, look, duration_ms, zip(stretches, sounds, strict=False)))


def display_times_ms(pages: Sequence[Page], duration_ms: int) -> list[int]:
    """Return how long each page is shown: until the next visible one, the first from zero on."""
    ends_ms, end_ms = list[int](), duration_ms
    for page in reversed(pages):
        ends_ms.append(end_ms)
        end_ms = end_ms if page.slide.hidden else page.slide.start_ms
    lead_ms = end_ms  # before the first slide that is shown
    first = next((n for n, page in enumerate(pages) if not page.slide.hidden), None)
    return [
        max(0, end_ms - page.slide.start_ms) + (lead_ms if n == first else 0)
        for n, (page, end_ms) in enumerate(zip(pages, reversed(ends_ms), strict=True))
    ]


def _parts(
    pages: Sequence[Page],
    look: PresentationLook,
    duration_ms: int,
    voice: Iterable[tuple[VoiceSpan, bytes]],
) -> Iterator[_Part]:
    yield "[Content_Types].xml", _content_types(len(pages), len(look.variants))
    yield _links("", [("rId1", "officeDocument", "ppt/presentation.xml")])
    yield from _shared_parts(pages, look)
    times, sounding = display_times_ms(pages, duration_ms), iter(voice)
    following = next(sounding, None)
    for n, page in enumerate(pages):
        begins = following if following and following[0].first_page == n else None
        yield from _slide(n, page, look, time_ms=times[n], begins=begins)
        following = next(sounding, None) if begins else following


def _shared_parts(pages: Sequence[Page], look: PresentationLook) -> Iterator[_Part]:
    """Yield the parts that occur once."""
    ids = [f"rId{n + 3}" for n in range(len(pages))]
    yield "ppt/presentation.xml", frame.presentation(pages, look.theme, ids)
    yield _links(
        "ppt/presentation.xml",
        [
            ("rId1", "slideMaster", "/ppt/slideMasters/slideMaster1.xml"),
            ("rId2", "notesMaster", "/ppt/notesMasters/notesMaster1.xml"),
            ("rIdShow", "presProps", "/ppt/presProps.xml"),
            ("rIdView", "viewProps", "/ppt/viewProps.xml"),
            ("rIdTheme", "theme", "/ppt/theme/theme1.xml"),
            *((id, "slide", f"/ppt/slides/slide{n}.xml") for n, id in enumerate(ids, start=1)),
        ],
    )
    yield from _masters(look)
    yield "ppt/theme/theme1.xml", frame.theme_part(look, look.theme.name or "Slides")
    yield "ppt/theme/theme2.xml", frame.theme_part(look, "Notes")
    yield "ppt/notesMasters/notesMaster1.xml", notes_master()
    yield _links("ppt/notesMasters/notesMaster1.xml", [("rId1", "theme", "/ppt/theme/theme2.xml")])
    yield "ppt/presProps.xml", f"{HEAD}<p:presentationPr {SPACES}/>"  # without these two
    yield "ppt/viewProps.xml", f"{HEAD}<p:viewPr {SPACES}/>"  # PowerPoint offers to repair the file
    yield "ppt/media/icon.png", _ICON


def _masters(look: PresentationLook) -> Iterator[_Part]:
    """Yield the master, and a layout for each variant of the look."""
    yield "ppt/slideMasters/slideMaster1.xml", frame.master(look)
    layouts = [f"/ppt/slideLayouts/slideLayout{n}.xml" for n in range(1, len(look.variants) + 1)]
    masters: list[_Link] = [
        ("rId1", "theme", "/ppt/theme/theme1.xml"),
        *((f"rId{n}", "slideLayout", path) for n, path in enumerate(layouts, start=2)),
    ]
    if look.logo:
        masters.append(("rIdLogo", "image", "/ppt/media/logo.png"))
        yield "ppt/media/logo.png", look.logo
    yield _links("ppt/slideMasters/slideMaster1.xml", [*masters, *_backdrop(look, 0)])
    for n, variant in enumerate(look.variants):
        path = layouts[n].lstrip("/")
        yield path, frame.layout(variant, look)
        above = ("rId1", "slideMaster", "/ppt/slideMasters/slideMaster1.xml")
        yield _links(path, [above, *(_backdrop(look, n) if n else ())])
        if variant.picture:
            yield f"ppt/media/background{n}.png", variant.picture


def _backdrop(look: PresentationLook, number: int) -> list[_Link]:
    picture = f"/ppt/media/background{number}.png"
    return [("rIdBack", "image", picture)] if look.variants[number].picture else []


def _slide(
    n: int,
    page: Page,
    look: PresentationLook,
    *,
    time_ms: int,
    begins: tuple[VoiceSpan, bytes] | None,
) -> Iterator[_Part]:
    """Yield a slide, its notes, and the sound that begins with it."""
    path, notes_path = f"ppt/slides/slide{n + 1}.xml", f"ppt/notesSlides/notesSlide{n + 1}.xml"
    layout = look.number(page.section) + 1
    links: list[_Link] = [
        ("rId1", "slideLayout", f"/ppt/slideLayouts/slideLayout{layout}.xml"),
        ("rId2", "notesSlide", f"/{notes_path}"),
    ]
    if begins:
        voice = f"ppt/media/voice{n + 1}.m4a"
        yield voice, begins[1]
        links += [
            ("rIdSound", "audio", f"/{voice}"),
            ("rIdMedia", _MEDIA, f"/{voice}"),
            ("rIdIcon", "image", "/ppt/media/icon.png"),
        ]
    sounding = begins[0].slide_count if begins else 0
    yield path, slide(page, look, shown_ms=time_ms, sounding=sounding)
    yield _links(path, links)
    yield notes_path, notes(page)
    yield _links(
        notes_path,
        [
            ("rId1", "notesMaster", "/ppt/notesMasters/notesMaster1.xml"),
            ("rId2", "slide", f"/{path}"),
        ],
    )


def _links(path: str, links: Iterable[_Link]) -> _Part:
    """Return the relations of the part at ``path``; "" is the package itself."""
    folder, _, file = path.rpartition("/")
    rows = "".join(
        f'<Relationship Id="{id}" Type="{_relation(kind)}" Target="{target}"/>'
        for id, kind, target in links
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    content = f'{HEAD}<Relationships xmlns="{space}">{rows}</Relationships>'
    return f"{folder}/_rels/{file}.rels".lstrip("/"), content


def _relation(kind: str) -> str:
    return kind if ":" in kind else f"{_RELATIONS}/{kind}"


def _content_types(slides: int, layouts: int) -> str:
    numbered = {
        "slideLayout": ("/ppt/slideLayouts/slideLayout", layouts),
        "slide": ("/ppt/slides/slide", slides),
        "notesSlide": ("/ppt/notesSlides/notesSlide", slides),
    }
    parts = {
        "/ppt/presentation.xml": f"{_TYPE}.presentation.main+xml",
        "/ppt/slideMasters/slideMaster1.xml": f"{_TYPE}.slideMaster+xml",
        "/ppt/notesMasters/notesMaster1.xml": f"{_TYPE}.notesMaster+xml",
        "/ppt/presProps.xml": f"{_TYPE}.presProps+xml",
        "/ppt/viewProps.xml": f"{_TYPE}.viewProps+xml",
        "/ppt/theme/theme1.xml": _THEME_TYPE,
        "/ppt/theme/theme2.xml": _THEME_TYPE,
    }
    for kind, (path, number) in numbered.items():
        parts |= {f"{path}{n}.xml": f"{_TYPE}.{kind}+xml" for n in range(1, number + 1)}
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
        "m4a": "audio/mp4",
    }
    rows = "".join(
        f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in defaults.items()
    ) + "".join(
        f'<Override PartName="{path}" ContentType="{kind}"/>' for path, kind in parts.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'{HEAD}<Types xmlns="{space}">{rows}</Types>'
