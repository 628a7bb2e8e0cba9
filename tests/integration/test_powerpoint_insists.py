"""What PowerPoint insists on before it opens a presentation without an offer to repair it.

Orders of children: ECMA-376-1, the schemas of PresentationML and DrawingML (annex A.3, A.4.1).
"""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from PIL import Image

from tests.integration.test_office import _project, _recording
from vsl.bootstrap import build_tools
from vsl.model.appearance import Backdrop, Gradient, Highlight, Logo, Theme
from vsl.model.project import Section
from vsl.progress import Progress
from vsl.render.assets.store import AssetStore
from vsl.render.themes.catalogue import THEMES
from vsl.settings import Settings

_OFFICE = "http://schemas.openxmlformats.org/"
_RELATION = f"{{{_OFFICE}officeDocument/2006/relationships}}"
_FILLS = "noFill solidFill gradFill blipFill pattFill grpFill"
_ORDERS = {
    "presentation": "sldMasterIdLst notesMasterIdLst handoutMasterIdLst sldIdLst sldSz notesSz "
    "embeddedFontLst custShowLst photoAlbum custDataLst kinsoku defaultTextStyle modifyVerifier "
    "extLst",
    "sld": "cSld clrMapOvr transition timing extLst",
    "sldLayout": "cSld clrMapOvr transition timing hf extLst",
    "sldMaster": "cSld clrMap sldLayoutIdLst transition timing hf txStyles extLst",
    "notes": "cSld clrMapOvr extLst",
    "cSld": "bg spTree custDataLst controls extLst",
    "bgPr": f"{_FILLS} effectLst effectDag extLst",
    "sp": "nvSpPr spPr style txBody extLst",
    "pic": "nvPicPr blipFill spPr style extLst",
    "nvSpPr": "cNvPr cNvSpPr nvPr",
    "nvPicPr": "cNvPr cNvPicPr nvPr",
    "nvPr": "ph audioCd wavAudioFile audioFile videoFile quickTimeFile custDataLst extLst",
    "spPr": f"xfrm custGeom prstGeom {_FILLS} ln effectLst effectDag scene3d sp3d extLst",
    "xfrm": "off ext chOff chExt",
    "txBody": "bodyPr lstStyle p",
    "bodyPr": "prstTxWarp noAutofit normAutofit spAutoFit scene3d sp3d flatTx extLst",
    "p": "pPr r br fld endParaRPr",
    "r": "rPr t",
    "rPr": f"ln {_FILLS} effectLst effectDag highlight uLnTx uLn uFillTx uFill latin ea cs sym "
    "hlinkClick hlinkMouseOver rtl extLst",
    "blipFill": "blip srcRect tile stretch",
    "timing": "tnLst bldLst extLst",
    "cTn": "stCondLst endCondLst endSync iterate childTnLst subTnLst",
    "seq": "cTn prevCondLst nextCondLst",
    "cmd": "cBhvr",
    "cBhvr": "cTn tgtEl attrNameLst",
    "cMediaNode": "cTn tgtEl",
    "transition": "blinds checker circle comb cover cut diamond dissolve fade newsflash plus pull "
    "push random randomBar split strips wedge wheel wipe zoom sndAc extLst",
    "theme": "themeElements objectDefaults extraClrSchemeLst custClrLst extLst",
    "themeElements": "clrScheme fontScheme fmtScheme extLst",
    "clrScheme": "dk1 lt1 dk2 lt2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink "
    "extLst",
    "fmtScheme": "fillStyleLst lnStyleLst effectStyleLst bgFillStyleLst extLst",
}  # fmt: skip
_ANY_ORDER = {"p"}  # runs and breaks follow one another as the text has them
_ORDERS["defRPr"] = _ORDERS["endParaRPr"] = _ORDERS["rPr"]
_PARAGRAPH = (
    "lnSpc spcBef spcAft buClrTx buClr buSzTx buSzPct buSzPts buFontTx buFont buNone buAutoNum "
    "buChar buBlip tabLst defRPr extLst"
)
_ORDERS |= {name: _PARAGRAPH for name in ("pPr", *(f"lvl{n}pPr" for n in range(1, 10)))}

Parts = Mapping[str, bytes]


@pytest.fixture(scope="module", params=["classic", "letter", "gold"])
def parts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """A presentation with all that one can have in it."""
    folder = tmp_path_factory.mktemp("powerpoint")
    tools = build_tools(Settings(instance_dir=folder / "instance", cache_dir=folder / "cache"))
    project = _project()
    slides = project.deck.slides
    slides = (slides[0], replace(slides[1], hidden=True), *slides[2:])
    sections = (Section("hook", slides[0].id), Section("price", slides[-1].id))
    theme = _theme(request.param, folder)
    deck = replace(project.deck, slides=slides, sections=sections, theme=theme)
    path, recording = folder / "deck.pptx", _recording(folder, project)
    tools.export(replace(project, deck=deck), recording, path, progress=Progress())
    with zipfile.ZipFile(path) as archive:
        names = Counter(archive.namelist())
        assert max(names.values()) == 1
        return {name: archive.read(name) for name in names}


def _theme(name: str, folder: Path) -> Theme:
    Image.new("RGBA", (90, 30), (0, 120, 200, 255)).save(folder / "logo.png")
    logo = AssetStore.under(folder / "instance").keep(folder / "logo.png", "image")
    theme = replace(THEMES[name], logo=Logo(logo), footer="Results vary.", progress_bar="#C8102E")
    if name != "letter":
        return theme
    backdrop = Backdrop(logo, dim=0.7)
    return replace(
        theme, backdrop=backdrop, gradient=Gradient("#DDDDDD"), highlight=Highlight("box")
    )


def _documents(parts: Parts) -> Iterator[tuple[str, Tree.Element]]:
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            yield name, Tree.fromstring(content)


def _local(element: Tree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _relations(parts: Parts, part: str) -> dict[str, str]:
    """The parts that a part names, by the ids it has for them."""
    folder, _, name = part.rpartition("/")
    listed = parts.get(f"{folder}/_rels/{name}.rels".lstrip("/"))
    rows = Tree.fromstring(listed) if listed else ()
    return {
        row.attrib["Id"]: posixpath.normpath(posixpath.join("/", folder, row.attrib["Target"]))[1:]
        for row in rows
    }


def test_children_stand_in_the_order_of_the_schema(parts: Parts) -> None:
    seen = set()
    for name, root in _documents(parts):
        for element in root.iter():
            order = _ORDERS.get(_local(element), "").split()
            children = [_local(child) for child in element]
            if not order or not element.tag.startswith(f"{{{_OFFICE}"):
                continue
            seen.add(_local(element))
            assert set(children) <= set(order), f"{name}: {_local(element)} has {children}"
            if _local(element) not in _ANY_ORDER:
                assert children == sorted(children, key=order.index), f"{name}: {_local(element)}"
    assert {"sld", "cTn", "seq", "cMediaNode", "transition", "cBhvr", "pic", "rPr"} <= seen


def test_every_relation_that_is_used_names_a_part(parts: Parts) -> None:
    for name, root in _documents(parts):
        known = _relations(parts, name)
        assert set(known.values()) <= set(parts), name
        used = {
            value
            for element in root.iter()
            for key, value in element.attrib.items()
            if key.startswith(_RELATION) and value
        }
        assert used <= set(known), name


def test_every_part_has_a_type(parts: Parts) -> None:
    types = Tree.fromstring(parts["[Content_Types].xml"])
    endings = {row.get("Extension") for row in types}
    named = {str(row.get("PartName")).lstrip("/") for row in types if row.get("PartName")}
    assert named <= set(parts)
    for name in set(parts) - {"[Content_Types].xml"}:
        assert name in named or name.rpartition(".")[2] in endings, name


def test_ids_are_unique_and_in_their_range(parts: Parts) -> None:
    large = []
    for name, root in _documents(parts):
        for kind in ("cNvPr", "cTn"):
            ids = [each.attrib["id"] for each in root.iter() if _local(each) == kind]
            assert len(ids) == len(set(ids)), f"{name}: {kind}"
        large += [
            int(each.attrib["id"])
            for each in root.iter()
            if _local(each) in ("sldMasterId", "sldLayoutId")
        ]
    shown = Tree.fromstring(parts["ppt/presentation.xml"])
    slides = [
        int(each.attrib["id"])
        for each in shown.iter()
        if each.tag.endswith("presentationml/2006/main}sldId")
    ]
    assert len(set(slides)) == len(slides) > 1
    assert all(256 <= each < 2**31 for each in slides)
    assert len(set(large)) == len(large) > 1
    assert min(large) >= 2**31


def test_what_plays_is_on_its_slide(parts: Parts) -> None:
    """A time line that aims at a shape that is not there is what gets a file repaired."""
    played = 0
    for name, root in _documents(parts):
        shapes = {each.attrib["id"] for each in root.iter() if _local(each) == "cNvPr"}
        aims = {each.attrib["spid"] for each in root.iter() if _local(each) == "spTgt"}
        assert aims <= shapes, name
        played += len(aims)
    assert played
