"""Write the shared parts of a presentation as PresentationML: theme, master, layouts, lists. Pure.

Source: ECMA-376 Part 1, §19 (PresentationML), §20.1 (DrawingML); sections of the slide list are
    [MS-PPTX] 2.2.4, https://learn.microsoft.com/openspecs/office_standards/ms-pptx.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from vsl.basics.office_package import xml_text
from vsl.export.office.page import Page
from vsl.model.appearance import Highlight, Theme

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPACES: Final = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
P14: Final = 'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"'
NO_SECTION: Final = "Default Section"
"""PowerPoint's name for the slides before the first section."""

FIRST_SLIDE: Final = 256  # the lowest number of a slide in the list
_FIRST_MASTER: Final = 1 << 31  # lowest number of masters and layouts
_SHORT_SIDE_EMU: Final = 6_858_000  # 7.5 inches, PowerPoint's own
_EMU_PER_POINT: Final = 12_700
_FONT_LINE: Final = 1.2  # line height at 100 %, in multiples of the font size, for most fonts
_TREE: Final = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle on the theme's canvas, in pixels."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class LookVariant:
    """The look of the slides of one section."""

    section: str  # kind; "" for all sections without their own look
    title: str
    theme: Theme  # of that section
    picture: bytes = b""  # a PNG that fills the canvas behind the text; empty: colour or gradient


@dataclass(frozen=True, slots=True)
class PresentationLook:
    """The look of a presentation, including what drawing computes."""

    family: str  # of the font, in the system's font list
    bold: bool
    text: Rectangle  # the area of text
    variants: tuple[LookVariant, ...]  # the first is the default
    logo: bytes = b""  # a PNG
    logo_place: Rectangle = Rectangle(0, 0, 0, 0)
    footer_place: Rectangle = Rectangle(0, 0, 0, 0)
    footer_px: float = 0.0
    bar: Rectangle = Rectangle(0, 0, 0, 0)

    @property
    def theme(self) -> Theme:
        """The theme of slides without their own look."""
        return self.variants[0].theme

    def number(self, section: str) -> int:
        """Return the index of the variant for the slides of a section."""
        kinds = [each.section for each in self.variants]
        return kinds.index(section) if section in kinds else 0


@dataclass(frozen=True, slots=True)
class EmuScale:
    """Converts pixels of a canvas to PowerPoint's units."""

    width_px: int
    height_px: int

    @classmethod
    def of(cls, theme: Theme) -> EmuScale:
        """Return the scale that makes the canvas's shorter side 7.5 inches."""
        return cls(theme.width_px, theme.height_px)

    def emu(self, pixels: float) -> int:
        """Return a length in English Metric Units, 914,400 per inch."""
        return round(pixels * _SHORT_SIDE_EMU / min(self.width_px, self.height_px))

    def type_size(self, pixels: float) -> int:
        """Return a font size in hundredths of a point."""
        return max(100, round(100 * self.emu(pixels) / _EMU_PER_POINT))

    def frame(self, place: Rectangle) -> str:
        """Return the element that puts a shape at ``place``."""
        x, y = self.emu(place.left), self.emu(place.top)
        width, height = self.emu(place.width), self.emu(place.height)
        return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def presentation(pages: Sequence[Page], theme: Theme, slide_ids: Sequence[str]) -> str:
    """Return the list of slides and sections; ``slide_ids`` are the slides' relation ids."""
    scale = EmuScale.of(theme)
    slides = "".join(
        f'<p:sldId id="{FIRST_SLIDE + n}" r:id="{relation}"/>'
        for n, relation in enumerate(slide_ids)
    )
    listed = f"<p:sldIdLst>{slides}</p:sldIdLst>" if slides else ""
    return (
        f"{HEAD}<p:presentation {SPACES}>"
        f'<p:sldMasterIdLst><p:sldMasterId id="{_FIRST_MASTER}" r:id="rId1"/></p:sldMasterIdLst>'
        '<p:notesMasterIdLst><p:notesMasterId r:id="rId2"/></p:notesMasterIdLst>'
        f"{listed}"
        f'<p:sldSz cx="{scale.emu(theme.width_px)}" cy="{scale.emu(theme.height_px)}"/>'
        f'<p:notesSz cx="6858000" cy="9144000"/>{_sections(pages)}</p:presentation>'
    )


def _sections(pages: Sequence[Page]) -> str:
    if not any(page.title for page in pages):
        return ""
    rows = [
        (title, [n for n, _ in group])
        for title, group in groupby(enumerate(pages), key=lambda item: item[1].title)
    ]
    listed = "".join(
        f'<p14:section name="{xml_text(title or NO_SECTION)}" id="{_guid(pages[numbers[0]])}">'
        f"<p14:sldIdLst>{_slide_ids(numbers)}</p14:sldIdLst></p14:section>"
        for title, numbers in rows
    )
    return (
        '<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}">'
        f"<p14:sectionLst {P14}>{listed}</p14:sectionLst></p:ext></p:extLst>"
    )


def _slide_ids(slides: Iterable[int]) -> str:
    return "".join(f'<p14:sldId id="{FIRST_SLIDE + n}"/>' for n in slides)


def _guid(page: Page) -> str:
    return "{" + str(uuid.uuid5(uuid.NAMESPACE_OID, page.slide.id)).upper() + "}"


def master(look: PresentationLook) -> str:
    """Return the master: background, title position, font, logo and footer."""
    theme, scale = look.theme, EmuScale.of(look.theme)
    layouts = "".join(
        f'<p:sldLayoutId id="{_FIRST_MASTER + 1 + n}" r:id="rId{n + 2}"/>'
        for n in range(len(look.variants))
    )
    style = (
        f'<a:lvl1pPr algn="{_side_of(theme)}"><a:lnSpc>'
        f'<a:spcPct val="{round(100_000 * theme.line_height / _FONT_LINE)}"/></a:lnSpc>'
        f'<a:buNone/><a:defRPr sz="{scale.type_size(theme.max_size_share * _side(theme))}"'
        f' b="{int(look.bold)}"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
        '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/>'
        "</a:defRPr></a:lvl1pPr>"
    )
    shapes = (
        f"{_title(scale.frame(look.text), _ANCHORED)}{_logo(look, scale)}{_footer(look, scale)}"
    )
    return (
        f"{HEAD}<p:sldMaster {SPACES}><p:cSld>{background(look.variants[0])}"
        f"<p:spTree>{_TREE}{shapes}</p:spTree></p:cSld>"
        '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2"'
        ' accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink"'
        f' folHlink="folHlink"/><p:sldLayoutIdLst>{layouts}</p:sldLayoutIdLst>'
        f"<p:txStyles><p:titleStyle>{style}</p:titleStyle><p:bodyStyle/><p:otherStyle/>"
        "</p:txStyles></p:sldMaster>"
    )


def layout(variant: LookVariant, look: PresentationLook) -> str:
    """Return the layout of a section's slides: the master's unless it has its own look."""
    differs = variant is not look.variants[0]
    fill = background(variant) if differs else ""
    ink = (
        f"<a:lvl1pPr><a:defRPr>{colour(variant.theme.ink)}</a:defRPr></a:lvl1pPr>"
        if differs
        else ""
    )
    name = xml_text(f"Slide – {variant.title}" if variant.title else "Slide")
    return (
        f'{HEAD}<p:sldLayout {SPACES} type="titleOnly" preserve="1"><p:cSld name="{name}">{fill}'
        f"<p:spTree>{_TREE}{_title('', '<a:bodyPr/>', ink)}</p:spTree></p:cSld>"
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


_ANCHORED: Final = (
    '<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:normAutofit/>'
    "</a:bodyPr>"
)


def _title(frame: str, body: str, style: str = "") -> str:
    shape = f'<p:spPr>{frame}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Title"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        '</p:cNvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>'
        f"{shape if frame else '<p:spPr/>'}<p:txBody>{body}<a:lstStyle>{style}</a:lstStyle>"
        "<a:p><a:r><a:rPr/><a:t>Text</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _logo(look: PresentationLook, scale: EmuScale) -> str:
    if not look.logo:
        return ""
    return (
        '<p:pic><p:nvPicPr><p:cNvPr id="3" name="Logo" descr="Logo"/><p:cNvPicPr/><p:nvPr/>'
        '</p:nvPicPr><p:blipFill><a:blip r:embed="rIdLogo"/><a:stretch><a:fillRect/></a:stretch>'
        f"</p:blipFill><p:spPr>{scale.frame(look.logo_place)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )


def _footer(look: PresentationLook, scale: EmuScale) -> str:
    theme = look.theme
    if not theme.footer:
        return ""
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="4" name="Small print"/><p:cNvSpPr txBox="1"/><p:nvPr/>'
        f"</p:nvSpPr><p:spPr>{scale.frame(look.footer_place)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody>'
        '<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/><a:lstStyle/>'
        f'<a:p><a:pPr algn="{_side_of(theme)}"/>'
        f'<a:r><a:rPr sz="{scale.type_size(look.footer_px)}"><a:solidFill><a:schemeClr val="tx1"/>'
        '</a:solidFill><a:latin typeface="+mn-lt"/></a:rPr>'
        f"<a:t>{xml_text(theme.footer)}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def background(variant: LookVariant) -> str:
    """Return the background of slides."""
    theme = variant.theme
    if variant.picture:
        fill = (
            '<a:blipFill><a:blip r:embed="rIdBack"/><a:stretch><a:fillRect/></a:stretch>'
            "</a:blipFill>"
        )
    elif theme.gradient:
        ends = ((0, theme.background), (100_000, theme.gradient.to))
        stops = "".join(f'<a:gs pos="{at}">{_srgb(shade)}</a:gs>' for at, shade in ends)
        angle = (theme.gradient.angle_deg - 90) % 360 * 60_000  # from the right, clockwise
        fill = (
            f'<a:gradFill><a:gsLst>{stops}</a:gsLst><a:lin ang="{angle}" scaled="0"/></a:gradFill>'
        )
    else:
        fill = colour(theme.background)
    return f"<p:bg><p:bgPr>{fill}<a:effectLst/></p:bgPr></p:bg>"


def colour(value: str) -> str:
    """Return a fill of one colour, ``#RRGGBB``."""
    return f"<a:solidFill>{_srgb(value)}</a:solidFill>"


def _srgb(value: str) -> str:
    digits = value.removeprefix("#").upper()
    return f'<a:srgbClr val="{digits}"/>'


def run_look(highlight: Highlight, ink: str) -> str:
    """Return the properties of an emphasised run; a box becomes a colour."""
    shade = highlight.colour
    if highlight.style == "marker":
        return f"{colour(highlight.ink or ink)}<a:highlight>{_srgb(shade)}</a:highlight>"
    if highlight.style == "underline":
        return f"{colour(ink)}<a:uFill>{colour(shade)}</a:uFill>"
    return colour(ink if highlight.style == "none" else shade)


def _side_of(theme: Theme) -> str:
    return "l" if theme.align == "left" else "ctr"


def _side(theme: Theme) -> int:
    return min(theme.width_px, theme.height_px)


def tree(shapes: str) -> str:
    """Return the tree of a slide's shapes."""
    return f"<p:spTree>{_TREE}{shapes}</p:spTree>"


def theme_part(look: PresentationLook, name: str) -> str:
    """Return the theme part: colours and fonts as PowerPoint's menus show them."""
    theme = look.theme
    accents = (theme.highlight.colour, theme.ink, *_ACCENTS)
    shades = {
        "dk1": theme.ink,
        "lt1": theme.background,
        "dk2": theme.ink,
        "lt2": theme.background,
        **{f"accent{n}": shade for n, shade in enumerate(accents, start=1)},
        "hlink": theme.highlight.colour,
        "folHlink": theme.highlight.colour,
    }
    named = "".join(f"<a:{key}>{_srgb(shade)}</a:{key}>" for key, shade in shades.items())
    font = f'<a:latin typeface="{xml_text(look.family)}"/><a:ea typeface=""/><a:cs typeface=""/>'
    return (
        f'{HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        f' name="{xml_text(name)}"><a:themeElements><a:clrScheme name="{xml_text(name)}">{named}'
        f'</a:clrScheme><a:fontScheme name="{xml_text(name)}"><a:majorFont>{font}</a:majorFont>'
        f"<a:minorFont>{font}</a:minorFont></a:fontScheme>{_FORMATS}</a:themeElements></a:theme>"
    )


_ACCENTS: Final = ("#8A8F98", "#3B6FD4", "#2E8B57", "#D9822B")  # not used by our slides
_FILL: Final = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'


_LINE: Final = f'<a:ln w="9525">{_FILL}</a:ln>'
_EFFECT: Final = "<a:effectStyle><a:effectLst/></a:effectStyle>"
_FORMATS: Final = (  # three of each are required
    '<a:fmtScheme name="Plain">'
    f"<a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>"
    f"<a:lnStyleLst>{_LINE * 3}</a:lnStyleLst>"
    f"<a:effectStyleLst>{_EFFECT * 3}</a:effectStyleLst>"
    f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme>"
)
