"""The text of a PDF, page by page, read in a child process that can do nothing else.

A crafted PDF can keep its reader busy for hours; the child is stopped after a time limit.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages
from typing import BinaryIO

from vsl.basics.reading_child import ReadingRequest, read_in_child
from vsl.errors import BadInput, NotInstalled, TooLarge

_MOST_PAGES = 500
_PAGE = "\f"
_BROKEN = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
    RecursionError, MemoryError, NotImplementedError, ImportError,
)  # fmt: skip
_PAGE_NUMBER = re.compile(
    r"(?:page |seite |página |pagina )?\d{1,4}(?: ?(?:/|of|de|von|di) ?\d{1,4})?", re.I
)
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?=[^\W\d_A-Z])")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_REPEATED = 3  # pages that begin or end with the same line: it is a header or a footer


def read_pdf(content: bytes, name: str) -> str:
    """Return the lines of all pages, without page numbers, headers and footers.

    Raises:
        BadInput: it is protected, broken, or holds pictures of text.
        TooLarge: too many pages.
        NotInstalled: pypdf is missing.
    """
    request = ReadingRequest(f"{__name__}:extract_pages", name, {"name": name})
    pages = read_in_child(request, content).decode("utf-8", "replace").split(_PAGE)
    if not "".join(pages).strip():
        raise BadInput(f"{name} holds pictures of text, no text; save the script as .txt.")
    return "\n".join(_lines(pages))


def _lines(pages: Sequence[str]) -> Iterator[str]:
    texts = [_HYPHENATED.sub("", page).strip().split("\n") for page in pages]
    edges = Counter(line.strip() for lines in texts for line in {lines[0], lines[-1]})
    for lines in texts:
        last = len(lines) - 1
        for number, line in enumerate(lines):
            text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), line)
            on_edge = number in (0, last) and edges[line.strip()] >= _REPEATED
            if not (on_edge or (number in (0, last) and _PAGE_NUMBER.fullmatch(line.strip()))):
                yield text


def prepare() -> None:
    """Import everything that reading needs; the child can open no file later.

    Raises:
        NotInstalled: pypdf is missing.
    """
    try:
        import pypdf
    except ImportError as error:
        cure = "pip install pypdf, or save the script as .txt."
        raise NotInstalled(f"PDF scripts need pypdf: {cure}") from error
    for module in walk_packages(pypdf.__path__, "pypdf."):
        with suppress(ImportError):  # parts that need further packages
            import_module(module.name)


def extract_pages(file: BinaryIO, name: str) -> bytes:
    """Return the text of each page, for ``read_in_child``.

    Raises:
        BadInput: it is protected or broken.
        TooLarge: too many pages.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadInput(f"{name} is protected by a password; save it without one.")
        if len(reader.pages) > _MOST_PAGES:
            raise TooLarge(f"{name} has more than {_MOST_PAGES} pages; send the script alone.")
        return _PAGE.join(page.extract_text() for page in reader.pages).encode("utf-8", "replace")
    except (PyPdfError, *_BROKEN) as error:
        cure = "save the script as .docx or .txt."
        raise BadInput(f"{name} can't be read as PDF; {cure}") from error
