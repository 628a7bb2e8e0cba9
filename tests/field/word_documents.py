"""Small Word documents for tests, made of the XML that word processors write."""

from __future__ import annotations

import zipfile
from io import BytesIO

_SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
        ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("v", "urn:schemas-microsoft-com:vml"),
    )
)


def make_document(*paragraphs: str) -> bytes:
    """Return a document of these paragraphs, each as XML."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        body = "".join(paragraphs)
        archive.writestr(
            "word/document.xml", f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>"
        )
    return file.getvalue()


def paragraph(*content: str, looks: str = "") -> str:
    """Return a paragraph; its content is text, or XML where it begins with ``<``."""
    runs = (each if each.startswith("<") else run(each) for each in content)
    return f"<w:p><w:pPr>{looks}</w:pPr>{''.join(runs)}</w:p>"


def run(text: str, looks: str = "") -> str:
    """Return a run; text may hold elements of a run as XML."""
    inner = text if text.startswith("<") else f'<w:t xml:space="preserve">{text}</w:t>'
    return f"<w:r><w:rPr>{looks}</w:rPr>{inner}</w:r>"


def text_box(text: str) -> str:
    """Return a run with a box, as new and as old programs show it."""
    inside = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{inside}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(code: str, result: str) -> str:
    """Return the runs of a field that a program works out."""
    turns = {kind: f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>" for kind in
             ("begin", "separate", "end")}  # fmt: skip
    said = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return turns["begin"] + said + turns["separate"] + run(result) + turns["end"]
