"""Write slides as a PDF: a page with the picture of each, and its text to search and copy.

The pixels of a PNG are deflated rows with predictors, which PDF's Flate filter takes, so they are
copied unchanged. Text is laid over the picture in fonts of empty glyphs, which are invisible and
need no font file in any script. Source: ISO 32000-1 §7.4.4 (Flate), §9.6.5 (Type 3 fonts), §9.10.3
(ToUnicode).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from PIL import Image

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEAVY_BYTES: Final = 500_000  # of a picture; larger ones hold photographs: JPEG is smaller
_JPEG_QUALITY: Final = 90
_LONG_SIDE_PT: Final = 960  # of a page: 13.33 in, the size of a widescreen presentation
_ADVANCE: Final = 500  # of every glyph, in thousandths of the size; lines are stretched to fit
_CODES: Final = 255  # of one font; code 0 is unused


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of text and its position on the picture."""

    text: str
    x_px: float
    baseline_px: float
    size_px: float
    width_px: float


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A slide: its picture, its lines, and the chapter that begins with it."""

    picture: Path
    lines: Sequence[PdfLine] = ()
    chapter: str = ""


def write_pdf(file: IO[bytes], pages: Sequence[PdfPage], *, language: str) -> Iterator[int]:
    """Write a document, and yield the number of pages written after each page.

    Args:
        language: ISO 639-1.
    """
    writer = _Writer(file)
    codes = _codes(pages)
    root, tree = writer.reserve(), writer.reserve()
    fonts = _fonts(writer, codes)
    numbers = []
    for page in pages:
        numbers.append(_page(writer, page, tree, fonts, codes))
        yield len(numbers)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    writer.fill(tree, f"<</Type/Pages/Count {len(numbers)}/Kids[{kids}]>>".encode())
    outline = _outline(writer, pages, numbers)
    language = language if language.isalpha() else "und"
    entries = f"/Type/Catalog/Pages {tree} 0 R/Lang({language}){outline}"
    writer.fill(root, f"<<{entries}/ViewerPreferences<</DisplayDocTitle false>>>>".encode())
    writer.finish(root)


@dataclass(slots=True)
class _Writer:
    """Writes numbered objects to a file and records their offsets."""

    file: IO[bytes]
    offsets: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        """Return the number of an object to be written later."""
        self.offsets.append(0)
        return len(self.offsets)

    def fill(self, number: int, content: bytes) -> None:
        """Write the object that was reserved under ``number``."""
        self.offsets[number - 1] = self.file.tell()
        self.file.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")

    def add(self, content: bytes) -> int:
        """Write an object and return its number."""
        number = self.reserve()
        self.fill(number, content)
        return number

    def add_stream(self, entries: str, content: bytes) -> int:
        """Write a stream unchanged and return its number."""
        head = f"<<{entries}/Length {len(content)}>>stream\n".encode()
        return self.add(head + content + b"\nendstream")

    def add_text(self, content: bytes) -> int:
        """Write a stream of commands, deflated, and return its number."""
        return self.add_stream("/Filter/FlateDecode", zlib.compress(content, 9))

    def finish(self, root: int) -> None:
        """Write the cross-reference table and the trailer."""
        start, count = self.file.tell(), len(self.offsets) + 1
        rows = b"".join(b"%010d 00000 n \n" % offset for offset in self.offsets)
        self.file.write(b"xref\n0 %d\n0000000000 65535 f \n" % count + rows)
        self.file.write(b"trailer\n<</Size %d/Root %d 0 R>>\n" % (count, root))
        self.file.write(b"startxref\n%d\n%%%%EOF\n" % start)


def _page(
    writer: _Writer, page: PdfPage, tree: int, fonts: str, codes: Mapping[str, tuple[int, int]]
) -> int:
    picture, width_px, height_px = _picture(writer, page.picture)
    scale = _LONG_SIDE_PT / max(width_px, height_px)
    width, height = width_px * scale, height_px * scale
    drawing = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q\n".encode()
    words = b"".join(_line(line, scale, height, codes) for line in page.lines)
    content = writer.add_text(drawing + words)
    resources = f"<</XObject<</P {picture} 0 R>>/Font<<{fonts}>>>>"
    size = f"[0 0 {width:.2f} {height:.2f}]"
    entries = f"/MediaBox{size}/Resources{resources}/Contents {content} 0 R"
    return writer.add(f"<</Type/Page/Parent {tree} 0 R{entries}>>".encode())


def _picture(writer: _Writer, path: Path) -> tuple[int, int, int]:
    """Write the picture; return its object's number, its width and its height."""
    content = path.read_bytes()
    width, height, _depth, kind, *_ = struct.unpack_from(">IIBBBBB", content, 16)
    size = f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8"
    if len(content) > _HEAVY_BYTES:
        result = BytesIO()
        with Image.open(path) as opened:
            opened.convert("RGB").save(result, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        entries = f"{size}/ColorSpace/DeviceRGB/Filter/DCTDecode"
        return writer.add_stream(entries, result.getvalue()), width, height
    chunks = dict(_chunks(content))
    colours = 1 if kind == 3 else 3
    space = _palette(chunks[b"PLTE"]) if kind == 3 else "/DeviceRGB"
    entries = (
        f"{size}/ColorSpace{space}/Filter/FlateDecode"
        f"/DecodeParms<</Predictor 15/Colors {colours}/BitsPerComponent 8/Columns {width}>>"
    )
    return writer.add_stream(entries, chunks[b"IDAT"]), width, height


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG, its pixel data joined into one."""
    position, pixels = len(_SIGNATURE), []
    while position < len(png):
        length, name = struct.unpack_from(">I4s", png, position)
        content = png[position + 8 : position + 8 + length]
        if name == b"IDAT":
            pixels.append(content)
        else:
            yield name, content
        position += 12 + length
    yield b"IDAT", b"".join(pixels)


def _palette(colours: bytes) -> str:
    return f"[/Indexed/DeviceRGB {len(colours) // 3 - 1}<{colours.hex()}>]"


def _codes(pages: Sequence[PdfPage]) -> Mapping[str, tuple[int, int]]:
    """Return a font and a code for each character, in order of first use."""
    characters = dict.fromkeys(char for page in pages for line in page.lines for char in line.text)
    return {char: (n // _CODES, n % _CODES + 1) for n, char in enumerate(characters)}


def _fonts(writer: _Writer, codes: Mapping[str, tuple[int, int]]) -> str:
    """Write the fonts and return their list for a page's resources."""
    # an empty glyph with a box, which readers use to highlight selected text
    blank = writer.add_text(b"%d 0 0 -250 %d 950 d1" % (_ADVANCE, _ADVANCE))
    count = max((font for font, _ in codes.values()), default=-1) + 1
    names = []
    for font in range(count):
        chars = [char for char, (each, _) in codes.items() if each == font]
        names.append(f"/F{font} {_font(writer, chars, blank)} 0 R")
    return "".join(names)


def _font(writer: _Writer, chars: Sequence[str], blank: int) -> int:
    to_unicode = writer.add_text(_unicode_map(chars))
    widths = " ".join([str(_ADVANCE)] * len(chars))
    names = "".join(f"/g{code}" for code in range(1, len(chars) + 1))
    glyphs = "".join(f"/g{code} {blank} 0 R" for code in range(1, len(chars) + 1))
    return writer.add(
        f"<</Type/Font/Subtype/Type3/FontBBox[0 -250 {_ADVANCE} 950]/FontMatrix[.001 0 0 .001 0 0]"
        f"/FirstChar 1/LastChar {len(chars)}/Widths[{widths}]/Resources<<>>"
        f"/Encoding<</Type/Encoding/Differences[1{names}]>>/CharProcs<<{glyphs}>>"
        f"/ToUnicode {to_unicode} 0 R>>".encode()
    )


def _unicode_map(chars: Sequence[str]) -> bytes:
    """Return the ToUnicode map of a font, in UTF-16."""
    pairs = [
        f"<{code:02X}><{char.encode('utf-16-be').hex()}>" for code, char in enumerate(chars, 1)
    ]
    parts = [pairs[first : first + 100] for first in range(0, len(pairs), 100)]
    lists = "".join(f"{len(part)} beginbfchar\n{chr(10).join(part)}\nendbfchar\n" for part in parts)
    return (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName/Words def /CMapType 2 def\n"
        f"1 begincodespacerange\n<00><FF>\nendcodespacerange\n{lists}"
        "endcmap CMapName currentdict/CMap defineresource pop end end"
    ).encode()


def _line(
    line: PdfLine, scale: float, height: float, codes: Mapping[str, tuple[int, int]]
) -> bytes:
    """Return the commands that lay a line over its picture, stretched to its width."""
    if not line.text:
        return b""
    size = line.size_px * scale
    stretch = 100 * line.width_px * scale / (len(line.text) * size * _ADVANCE / 1000)
    x, y = line.x_px * scale, height - line.baseline_px * scale
    shown: list[str] = []
    font = -1
    for char in line.text:
        char_font, code = codes[char]
        if char_font != font:
            shown.append(f"{'> Tj ' if shown else ''}/F{char_font} {size:.2f} Tf <")
            font = char_font
        shown.append(f"{code:02X}")
    text = "".join(shown) + "> Tj"
    return f"BT 3 Tr {stretch:.2f} Tz 1 0 0 1 {x:.2f} {y:.2f} Tm {text} ET\n".encode()


def _outline(writer: _Writer, pages: Sequence[PdfPage], numbers: Sequence[int]) -> str:
    """Write the chapters; return their entry in the catalogue, "" without chapters."""
    marks = [(page.chapter, n) for page, n in zip(pages, numbers, strict=True) if page.chapter]
    if not marks:
        return ""
    root, items = writer.reserve(), [writer.reserve() for _ in marks]
    for place, (title, page) in enumerate(marks):
        sides = f"/Prev {items[place - 1]} 0 R" if place else ""
        sides += f"/Next {items[place + 1]} 0 R" if place + 1 < len(items) else ""
        name = (b"\xfe\xff" + title.encode("utf-16-be")).hex()
        entry = f"<</Title<{name}>/Parent {root} 0 R{sides}/Dest[{page} 0 R/Fit]>>"
        writer.fill(items[place], entry.encode())
    ends = f"/First {items[0]} 0 R/Last {items[-1]} 0 R/Count {len(items)}"
    writer.fill(root, f"<</Type/Outlines{ends}>>".encode())
    return f"/Outlines {root} 0 R/PageMode/UseOutlines"
