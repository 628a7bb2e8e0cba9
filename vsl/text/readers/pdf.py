"""The text of a PDF, page by page, read by a separate process under limits.

A crafted PDF can keep its reader busy for hours; the process is killed after a time limit.
"""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO

from vsl.errors import BadInput, NotInstalled, TooLarge

_MOST_PAGES = 500
_TIME_S = 30
_MEMORY_BYTES = 2 << 30
_PAGE = "\f"
_ENCRYPTED, _TOO_LONG, _BROKEN, _NOT_INSTALLED = 3, 4, 5, 6  # exit codes of the process
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
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_TIME_S)
    except subprocess.TimeoutExpired as error:
        raise BadInput(f"{name} takes too long to read; save the script as .txt.") from error
    if done.returncode == _ENCRYPTED:
        raise BadInput(f"{name} is protected by a password; save it without one.")
    if done.returncode == _TOO_LONG:
        raise TooLarge(f"{name} has more than {_MOST_PAGES} pages; send the script alone.")
    if done.returncode == _NOT_INSTALLED:
        raise NotInstalled("PDF scripts need pypdf: pip install pypdf, or save the script as .txt.")
    if done.returncode:
        raise BadInput(f"{name} can't be read as PDF; save the script as .docx or .txt.")
    pages = done.stdout.decode("utf-8", "replace").split(_PAGE)
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


def main() -> int:
    """Write the text of the PDF on standard input to standard output; return an exit code."""
    _limit()
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        return _NOT_INSTALLED
    try:
        reader = PdfReader(BytesIO(sys.stdin.buffer.read()))
        if reader.is_encrypted and not reader.decrypt(""):
            return _ENCRYPTED
        if len(reader.pages) > _MOST_PAGES:
            return _TOO_LONG
        pages = [page.extract_text() for page in reader.pages]
    except (
        PyPdfError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
    ) as error:
        print(error, file=sys.stderr)
        return _BROKEN
    except (RecursionError, MemoryError, NotImplementedError, ImportError):
        return _BROKEN
    sys.stdout.buffer.write(_PAGE.join(pages).encode("utf-8", "replace"))
    return 0


def _limit() -> None:
    """Limit this process's memory and CPU time, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_TIME_S, _TIME_S))


if __name__ == "__main__":
    sys.exit(main())
