"""The text of a PDF, page by page and column by column, read in a child process.

A crafted PDF can keep its reader busy for hours; the child is stopped after a time limit.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, BinaryIO

from vsl.basics.reading_child import ReadingRequest, read_in_child
from vsl.basics.text_encoding import DecodedText
from vsl.errors import BadInput, NotInstalled, TooLarge
from vsl.text.readers.line_hyphens import join_divided_words
from vsl.text.readers.page_columns import order_columns

if TYPE_CHECKING:
    from pypdf import PageObject

_MOST_PAGES = 500
_CODECS = (
    "charmap", "cp1250", "cp1254", "cp1257", "iso8859_15", "mac_roman", "utf-16-be", "utf-16-le",
    "big5", "cp932", "cp949", "cp950", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "shift_jis",
)  # fmt: skip
"""Of pypdf and of the fonts in PDFs; Python imports a codec's module at its first use."""
_PAGE = "\f"
_BROKEN = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
    RecursionError, MemoryError, NotImplementedError, ImportError,
)  # fmt: skip
_PAGE_NUMBER = re.compile(
    r"(?:[-–—|•·] ?)?(?:page |seite |página |pagina |p\. ?|pág\. ?|s\. ?)?\d{1,4}"
    r"(?: ?(?:/|of|de|von|di|sur) ?\d{1,4})?(?: ?[-–—|•·])?",
    re.IGNORECASE,
)
_NUMBERED_EDGE = re.compile(
    r"(?:page|seite|página|pagina|[-–—|•·/]) ?\d{1,4}|\d{1,4} ?[-–—|•·/]"
    r"|^\d{1,4}\s{2}|\s{2}\d{1,4}$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_EDGE_LINES = 3  # lines of a header or a footer
_LEAST_LINES = 2  # of a page with columns
_LOST_SHARE = 0.02  # of a page's letters; if the layout loses more, it is not used
_REPEATED = 3  # pages that begin or end with the same line: it is a header or a footer


def read_pdf(content: bytes, name: str) -> DecodedText:
    """Return the lines of all pages, without page numbers, headers and footers, which are told.

    Raises:
        BadInput: it is protected, broken, or holds pictures of text.
        TooLarge: too many pages.
        NotInstalled: pypdf is missing.
    """
    request = ReadingRequest(f"{__name__}:extract_pages", name, {"name": name})
    pages = read_in_child(request, content).decode("utf-8", "replace").split(_PAGE)
    if not "".join(pages).strip():
        raise BadInput(f"{name} holds pictures of text, no text; save the script as .txt.")
    texts = [page.strip().split("\n") for page in pages]
    dropped = 0
    for _ in range(_EDGE_LINES):
        edges = Counter(_edge_key(line) for lines in texts for line in {lines[0], lines[-1]})
        kept = [_without_edges(lines, edges) for lines in texts]
        if kept == texts:
            break
        dropped += sum(map(len, texts)) - sum(map(len, kept))
        texts = kept
    text = "\n".join(line for lines in texts for line in lines if lines != [""])
    text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    told = _describe_edges(dropped, name)
    return DecodedText(join_divided_words(text), told)


def _describe_edges(count: int, name: str) -> str:
    one = "1 page number, header or footer"
    nouns = one if count == 1 else f"{count} page numbers, headers or footers"
    return f"Not read out from {name}: {nouns}." if count else ""


def _edge_key(line: str) -> str:
    """Return what is alike in the headers of all pages: the line, its page number left out."""
    stripped = line.strip()
    return _DIGITS.sub("0", stripped) if _NUMBERED_EDGE.search(stripped) else stripped


def _without_edges(lines: Sequence[str], edges: Mapping[str, int]) -> list[str]:
    """Return a page's lines without a header or page number at its start, and one at its end."""
    last = len(lines) - 1
    return [
        line
        for number, line in enumerate(lines)
        if number not in (0, last) or not _is_edge(line, edges)
    ] or [""]


def _is_edge(line: str, edges: Mapping[str, int]) -> bool:
    is_blank = not line.strip()
    is_number = bool(_PAGE_NUMBER.fullmatch(line.strip()))
    return not is_blank and (is_number or edges[_edge_key(line)] >= _REPEATED)


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
    for codec in _CODECS:
        codecs.lookup(codec)
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
        return _PAGE.join(map(_extract_page, reader.pages)).encode("utf-8", "replace")
    except (PyPdfError, *_BROKEN) as error:
        cure = "save the script as .docx or .txt."
        raise BadInput(f"{name} can't be read as PDF; {cure}") from error


def _extract_page(page: PageObject) -> str:
    """Return a page's text as it is drawn, or column by column where it has columns."""
    plain = page.extract_text()
    if plain.count("\n") < _LEAST_LINES:
        return plain
    with suppress(*_BROKEN):  # the layout asks for more of a file than the plain text
        shown = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
        ordered = "\n".join(order_columns(shown.split("\n")) or ())
        lost = len("".join(plain.split())) - len("".join(ordered.split()))
        if ordered and lost <= _LOST_SHARE * len(plain):
            return ordered
    return plain
