"""Final Draft screenplays as Markdown: dialogue is read out, all else is a mark.

Text flows in, text flows out; it is parsed in a child process.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final
from xml.etree.ElementTree import Element

from vsl.basics.bounded_xml import local_name, parse_xml
from vsl.basics.reading_child import ReadingRequest, read_in_child
from vsl.errors import BadInput

_SPOKEN: Final = ("Dialogue", "General", "Singing")
_HEADING: Final = ("Scene Heading", "New Act")
_BRACKETS: Final = str.maketrans("[]", "()")


def is_final_draft(text: str) -> bool:
    """Return whether ``text`` begins like a Final Draft document."""
    return text.lstrip().startswith("<") and "<FinalDraft" in text[:2000]


def read_final_draft(text: str, name: str) -> str:
    """Return the screenplay's paragraphs; directions and names stand in brackets.

    Raises:
        BadInput: it is no well-formed document, or too deep or large.
    """
    request = ReadingRequest(f"{__name__}:extract_lines", name, {"name": name})
    return read_in_child(request, text.encode("utf-8", "replace")).decode()


def extract_lines(file: BinaryIO, name: str) -> bytes:
    """Return the paragraphs, for ``read_in_child``; see ``read_final_draft``."""
    try:
        root = parse_xml(file.read().decode())
    except ValueError as error:
        raise BadInput(f"{name} is broken; save it as .fdx again, or as .txt.") from error
    return "\n\n".join(_read_paragraphs(root)).encode("utf-8", "replace")


def _read_paragraphs(root: Element) -> Iterator[str]:
    content = next((child for child in root if local_name(child) == "Content"), None)
    for paragraph in () if content is None else content:
        if local_name(paragraph) != "Paragraph":
            continue
        inside = [row for row in paragraph.iter() if local_name(row) == "Text"]
        text = " ".join("".join("".join(row.itertext()) for row in inside).split())
        kind = paragraph.get("Type", "General")
        if not text:
            continue
        if kind in _HEADING:
            yield f"# {text}"
        else:
            yield text if kind in _SPOKEN else f"[{text.translate(_BRACKETS)}]"
