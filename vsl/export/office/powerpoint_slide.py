"""Write one slide and its speaker notes as PresentationML. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from vsl.basics.office_package import xml_text
from vsl.basics.spacing import split_tokens
from vsl.export.office.page import Page, exact_clock, words_as_spoken
from vsl.export.office.powerpoint_frame import (
    HEAD,
    P14,
    SPACES,
    EmuScale,
    PresentationLook,
    Rectangle,
    colour,
    run_look,
    tree,
)

SHAPE: Final = "Slide "  # prefix of a slide's id in the name of its text shape
_TEXT, _BAR, _SOUND = 2, 3, 4  # numbers of shapes
_ICON_PX: Final = 60
_NO_BREAK: Final = "\u00a0"
_LINE_END: Final = "\n"
_TOKEN: Final = re.compile(r"(\s*)(\S+)")


def slide(page: Page, look: PresentationLook, *, shown_ms: int, sounding: int) -> str:
    """Return the slide of ``page``.

    Args:
        shown_ms: time until the next slide.
        sounding: number of slides over which the sound that begins here plays; 0: no sound.
    """
    theme = look.variants[look.number(page.section)].theme
    scale = EmuScale.of(theme)
    shapes = _text(page, look, scale) + _bar(page, look, scale)
    shapes += _sound(scale) if sounding else ""
    hidden = ' show="0"' if page.slide.hidden else ""
    return (
        f'{HEAD}<p:sld {SPACES}{hidden}><p:cSld name="{xml_text(page.slide.id)}">{tree(shapes)}'
        "</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"
        # LibreOffice reads the time only if a transition is given
        f'<p:transition advTm="{shown_ms}"><p:cut/></p:transition>'
        f"{_timing(sounding) if sounding else ''}</p:sld>"
    )


def notes(page: Page) -> str:
    """Return the speaker notes: section and time, the spoken text, and the time of each word."""
    span = f"{exact_clock(page.slide.start_ms)} – {exact_clock(page.slide.end_ms)}"
    times = "  ".join(
        f"{exact_clock(word.start_ms)} {words_as_spoken([word])}" for word in page.said
    )
    lines = [f"{page.title} · {span}" if page.title else span, words_as_spoken(page.said), times]
    paragraphs = "".join(
        f"<a:p><a:r><a:rPr/><a:t>{xml_text(line)}</a:t></a:r></a:p>" for line in lines if line
    )
    return (
        f"{HEAD}<p:notes {SPACES}><p:cSld>{tree(_notes_shapes(paragraphs))}</p:cSld>"
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:notes>"
    )


def notes_master() -> str:
    """Return the notes master: the positions of the slide's picture and of the notes."""
    picture = '<a:xfrm><a:off x="685800" y="1143000"/><a:ext cx="5486400" cy="3086100"/></a:xfrm>'
    text = '<a:xfrm><a:off x="685800" y="4400550"/><a:ext cx="5486400" cy="3600450"/></a:xfrm>'
    shapes = _notes_shapes("<a:p><a:endParaRPr/></a:p>", picture, text)
    return (
        f"{HEAD}<p:notesMaster {SPACES}><p:cSld>{tree(shapes)}</p:cSld>"
        '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2"'
        ' accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink"'
        ' folHlink="folHlink"/></p:notesMaster>'
    )


def _notes_shapes(paragraphs: str, picture: str = "", text: str = "") -> str:
    rectangle = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide Image"/><p:cNvSpPr>'
        '<a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/></p:cNvSpPr><p:nvPr>'
        f'<p:ph type="sldImg"/></p:nvPr></p:nvSpPr>{_properties(picture, rectangle)}</p:sp>'
        '<p:sp><p:nvSpPr><p:cNvPr id="3" name="Notes"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        '</p:cNvSpPr><p:nvPr><p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr>'
        f"{_properties(text, rectangle)}<p:txBody><a:bodyPr/><a:lstStyle/>{paragraphs}"
        "</p:txBody></p:sp>"
    )


def _properties(frame: str, shape: str) -> str:
    return f"<p:spPr>{frame}{shape}</p:spPr>" if frame else "<p:spPr/>"


def _text(page: Page, look: PresentationLook, scale: EmuScale) -> str:
    size = f'<a:lvl1pPr><a:defRPr sz="{scale.type_size(page.size_px)}"/></a:lvl1pPr>'
    direction = '<a:pPr rtl="1"/>' if page.rtl else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{_TEXT}" name="{SHAPE}{xml_text(page.slide.id)}"/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="title"/></p:nvPr>'
        f"</p:nvSpPr><p:spPr/><p:txBody>{_body(page, look, scale)}"
        f"<a:lstStyle>{size}</a:lstStyle><a:p>{direction}{''.join(_runs(page, look))}</a:p>"
        "</p:txBody></p:sp>"
    )


def _body(page: Page, look: PresentationLook, scale: EmuScale) -> str:
    """Return the text's column, in which lines break as on our slides.

    No manual breaks are needed, and other fonts or edited texts still wrap.
    """
    spare = look.text.width - page.measure_px
    if not page.measure_px or spare <= 0:
        return "<a:bodyPr><a:normAutofit/></a:bodyPr>"
    left = 0 if look.theme.align == "left" else scale.emu(spare / 2)
    right = scale.emu(spare) - left
    return f'<a:bodyPr lIns="{left}" rIns="{right}"><a:normAutofit/></a:bodyPr>'


def _runs(page: Page, look: PresentationLook) -> Iterator[str]:
    """Yield the runs of text; only emphasised words have formatting."""
    theme = look.variants[look.number(page.section)].theme
    strong = run_look(theme.highlight, theme.ink)
    underlined = ' u="heavy"' if theme.highlight.style == "underline" else ""
    marked = f"<a:rPr{underlined}>{strong}</a:rPr>"
    for stands_out, pieces in groupby(_pieces(page), key=lambda piece: piece[1]):
        text = "".join(piece for piece, _ in pieces)
        looks = marked if stands_out else "<a:rPr/>"
        run = f"<a:r>{looks}<a:t>{xml_text(text)}</a:t></a:r>"
        yield "<a:br/>" if text == _LINE_END else run


def _pieces(page: Page) -> Iterator[tuple[str, bool | None]]:
    """Yield the tokens and separators of the text, and whether each is emphasised.

    A space is emphasised between two emphasised tokens; a line break has None.
    """
    marked = {each.token for each in page.slide.emphasis}
    number = 0
    for found in _TOKEN.finditer(page.text or page.slide.text):
        space = _NO_BREAK if _NO_BREAK in found[1] else " "
        for token in split_tokens(found[2]):
            if number in page.breaks:
                yield _LINE_END, None
            elif number and space:
                yield space, {number - 1, number} <= marked
            yield token, number in marked
            number, space = number + 1, ""


def _bar(page: Page, look: PresentationLook, scale: EmuScale) -> str:
    shade, whole = look.theme.progress_bar, look.bar
    if not shade or not page.progress:
        return ""
    done = Rectangle(whole.left, whole.top, whole.width * page.progress, whole.height)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{_BAR}" name="Progress"/><p:cNvSpPr/>'
        '<p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{scale.frame(done)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"{colour(shade)}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def _sound(scale: EmuScale) -> str:
    """Return the sound's icon, placed beside the slide, so that only editors see it."""
    icon = Rectangle(scale.width_px + _ICON_PX, 0, _ICON_PX, _ICON_PX)
    return (
        f'<p:pic><p:nvPicPr><p:cNvPr id="{_SOUND}" name="Voice" descr="The voice">'
        '<a:hlinkClick r:id="" action="ppaction://media"/></p:cNvPr><p:cNvPicPr>'
        '<a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr><a:audioFile r:link="rIdSound"/>'
        '<p:extLst><p:ext uri="{DAA4B4D4-6D71-4841-9C94-3DE7FCFB9230}">'
        f'<p14:media {P14} r:embed="rIdMedia"/></p:ext></p:extLst></p:nvPr></p:nvPicPr>'
        '<p:blipFill><a:blip r:embed="rIdIcon"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
        f'<p:spPr>{scale.frame(icon)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        "</p:pic>"
    )


def _timing(slides: int) -> str:
    """Return the timing that plays the sound while ``slides`` slides are shown."""
    target = f'<p:tgtEl><p:spTgt spid="{_SOUND}"/></p:tgtEl>'
    on_slide = "<p:tgtEl><p:sldTgt/></p:tgtEl>"
    sequence = (
        '<p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" nodeType="mainSeq">'
        f"<p:childTnLst>{_start_animation(target)}</p:childTnLst></p:cTn>"
        f'<p:prevCondLst><p:cond evt="onPrev" delay="0">{on_slide}</p:cond></p:prevCondLst>'
        f'<p:nextCondLst><p:cond evt="onNext" delay="0">{on_slide}</p:cond></p:nextCondLst>'
        "</p:seq>"
    )
    sound = (
        f'<p:audio><p:cMediaNode vol="100000" numSld="{slides}" showWhenStopped="0">'
        '<p:cTn id="7" fill="hold" display="0"><p:stCondLst><p:cond delay="indefinite"/>'
        '</p:stCondLst><p:endCondLst><p:cond evt="onStopAudio" delay="0">'
        f"{on_slide}</p:cond></p:endCondLst></p:cTn>{target}</p:cMediaNode></p:audio>"
    )
    return (
        '<p:timing><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never"'
        f' nodeType="tmRoot"><p:childTnLst>{sequence}{sound}</p:childTnLst></p:cTn></p:par>'
        "</p:tnLst></p:timing>"
    )


def _start_animation(target: str) -> str:
    """Return the animation that starts the sound; its 1 ms let the slide advance."""
    at_once = '<p:stCondLst><p:cond delay="0"/></p:stCondLst>'
    play = (
        '<p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr><p:cTn id="6" dur="1" fill="hold"/>'
        f"{target}</p:cBhvr></p:cmd>"
    )
    effect = (
        '<p:par><p:cTn id="5" presetID="1" presetClass="mediacall" presetSubtype="0" fill="hold"'
        f' nodeType="withEffect">{at_once}<p:childTnLst>{play}</p:childTnLst></p:cTn></p:par>'
    )
    return (
        '<p:par><p:cTn id="3" fill="hold"><p:stCondLst><p:cond delay="indefinite"/>'
        '<p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond></p:stCondLst><p:childTnLst>'
        f'<p:par><p:cTn id="4" fill="hold">{at_once}<p:childTnLst>{effect}</p:childTnLst>'
        "</p:cTn></p:par></p:childTnLst></p:cTn></p:par>"
    )
