"""Read and write office documents: zip archives of XML parts.

Reading is bounded; nothing is unpacked to disk, no entity is expanded and no link followed. Writing
the same parts gives the same bytes.
Source: ECMA-376 Part 2 (packages),
    https://ecma-international.org/publications-and-standards/standards/ecma-376/.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat
from xml.sax.saxutils import escape

from vsl.basics.files import atomic_path
from vsl.errors import BadInput, TooLarge

_MOST_FILES: Final = 50_000
_DEEPEST: Final = 200  # elements inside one another; documents have some thirty
_MOST_ELEMENTS: Final = 3_000_000  # of one part; a word with its look takes five
_MOST_BYTES: Final = 64 << 20  # XML of a million words, unpacked
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # zip's earliest; fixed: equal parts, equal archives
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STORED: Final = (".m4a", ".png", ".jpeg")  # compressed already


class XmlReader:
    """Receives the elements of a part, and their attributes, by their local names.

    Attributes that name a relation keep an ``r:``: slides in a list have an ``id`` and an ``r:id``.
    """

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """Handle the start of an element."""

    def end(self, element: str) -> None:
        """Handle the end of an element."""

    def data(self, text: str) -> None:
        """Handle characters inside an element."""


class Package:
    """The parts of one document, bounded in total size."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        self._paths = set(archive.namelist())
        self._left_bytes = _MOST_BYTES

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def read(self, path: str, reader: XmlReader) -> None:
        """Parse the part at ``path`` with ``reader``; do nothing if there is none."""
        if path in self:
            _parse(self._part(path), reader)

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Return the relations of the part at ``path`` by id: the kind and the target of each."""
        folder, _, file = path.rpartition("/")
        relations = _Relations(folder)
        self.read(f"{folder}/_rels/{file}.rels", relations)
        return relations.targets

    def _part(self, path: str) -> bytes:
        """Return one part; read no more than the remaining limit, whatever its header says."""
        with self._archive.open(path) as file:
            content = file.read(self._left_bytes + 1)
        self._left_bytes -= len(content)
        if self._left_bytes < 0:
            raise TooLarge(f"{self._name} unpacks to more than 64 MB of text.")
        return content


@contextmanager
def open_package(
    source: bytes | Path | BinaryIO, name: str, *, main: str, kind: str
) -> Iterator[Package]:
    """Yield the package in ``source``; errors of broken files inside the block become BadInput.

    Args:
        name: the document's name in messages.
        main: the part that every document of its kind has.
        kind: the kind's name in messages, such as "Word document".
    Raises:
        BadInput: no such document, or a broken one.
        TooLarge: it is larger than a text document can be.
    """
    try:
        file = BytesIO(source) if isinstance(source, bytes) else source
        with zipfile.ZipFile(file) as archive:
            if len(archive.infolist()) > _MOST_FILES:
                raise TooLarge(f"{name} holds more than {_MOST_FILES:,} files; save it anew.")
            package = Package(archive, name)
            if main not in package:
                raise BadInput(f"{name} is no {kind}; save it as one again.")
            yield package
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError) as error:
        raise BadInput(f"{name} is broken; save it again.") from error
    except EOFError as error:
        raise BadInput(f"{name} is cut short; save it again.") from error
    except RuntimeError as error:  # raised by zipfile for an encrypted file
        raise BadInput(f"{name} is protected by a password; save it without one.") from error


def write_package(target: Path, parts: Iterable[tuple[str, str | bytes]]) -> None:
    """Write ``parts``, each with its path, to the file ``target``; one at a time is in memory."""
    with atomic_path(target) as sibling, zipfile.ZipFile(sibling, "w") as archive:
        for path, content in parts:
            entry = zipfile.ZipInfo(path, _FIRST_DAY)
            entry.create_system = 0  # the same bytes on every system
            stored = path.endswith(_STORED)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def xml_text(text: str) -> str:
    """Return ``text`` escaped for XML content and attributes."""
    return escape(_NO_XML.sub("", text), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def _parse(content: bytes, reader: XmlReader) -> None:
    def refuse(*_: object) -> None:
        raise expat.ExpatError("a document type has no place in an office document")

    def local_name(key: str) -> str:
        space, _, name = key.rpartition(" ")
        return f"r:{name}" if space.endswith("/relationships") else name

    depth = count = 0

    def start(element: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > _DEEPEST or count > _MOST_ELEMENTS:
            raise expat.ExpatError("no document is nested so deeply, or holds so many elements")
        named = {local_name(key): value for key, value in attributes.items()}
        reader.start(element.rpartition(" ")[2], named)

    def end(element: str) -> None:
        nonlocal depth
        depth -= 1
        reader.end(element.rpartition(" ")[2])

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.data
    parser.buffer_text = True
    parser.Parse(content, True)


class _Relations(XmlReader):
    """The relations of one part."""

    def __init__(self, folder: str) -> None:
        self.targets: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """Record a relation to another part; external ones are ignored."""
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            path = posixpath.join("/", self._folder, attributes.get("Target", ""))
            path = posixpath.normpath(path).lstrip("/")
            self.targets[attributes.get("Id", "")] = (kind, path)
