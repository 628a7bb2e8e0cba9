"""Reduce Markdown to the lines a voice reads: text in, as many lines out. Pure.

Tables, links, entities, pictures, comments and footnotes are Markdown's; headings, lists, emphasis
and stage directions are left for ``marks``, since scripts have them without being Markdown.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

ESCAPED_AT: Final = 0xE100
"""Offset of escaped characters until all marks have been found."""

_DEFINITION: Final = re.compile(
    r"[ ]{0,3}\[(?P<label>[^\[\]\n]{1,200})\]:[ \t]{0,9}+(?P<target><[^<>\n]{1,2000}+>|\S++)"
    r"(?P<title>[ \t]++(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'|\([^()\n]{0,300}\)))?[ \t]*+"
)
_ADDRESS: Final = re.compile(
    r"<|#|/|\.{1,2}/|www\.|[a-z][a-z0-9+.-]{1,20}:|(?:[\w-]{1,60}\.){1,6}[a-z]{2,10}(?:/|$)", re.I
)
_FOOTNOTE: Final = re.compile(r"[ ]{0,3}\[\^[^\[\]\s]{1,60}\]:")
_FOOTNOTE_SIGN: Final = re.compile(r"\[\^[^\[\]\s]{1,60}\]")
_WIKI_PICTURE: Final = re.compile(r"!\[\[[^\[\]\n]{1,300}\]\]")
_WIKI_LINK: Final = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
_HIGHLIGHT: Final = re.compile(r"(?<![\w=])==(?=[^\s=])([^=\n]{1,300})==(?![\w=])")
_TASK: Final = re.compile(r"(?m)^([ \t]{0,12}[-*+][ \t]{1,4})\[[ xX]\][ \t]")
_STRUCK: Final = re.compile(r"(?<!~)~~(?=[^\s~])([^~\n]{1,300})~~(?!~)")
_LINE_END: Final = re.compile(
    r"(?m)(?:\\|[ \t]\{[#.][\w.# -]{1,80}\})$"
)  # breaks, names of headings
_UNSHOWN: Final = re.compile(r"<(style|script)\b[^>\n]{0,200}>", re.IGNORECASE)
_PICTURE_TAG: Final = re.compile(r"<(?:img|svg|video|iframe)\b[^>\n]{0,2000}>", re.IGNORECASE)
_UNREAD: Final = (
    (_PICTURE_TAG, "picture"),
    (_WIKI_PICTURE, "picture"),
    (_STRUCK, "struck-out passage"),
)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TABLE_RULE: Final = re.compile(r"(?m)^[ \t>]{0,12}\|?[ \t]{0,40}:?-{1,200}:?[ \t]{0,40}(?:\||$)")
_LINK_PARTS: Final = ("](", "][", "]:", "<http", "<mailto")
_FRONT_MATTER: Final = re.compile(r"[\w-]{1,40}:(?:\s|$)|[ \t-]|#|$")
_LONGEST_FRONT_MATTER: Final = 60  # lines
_NO_BREAK: Final = re.compile("[ ]{0,9}\u00a0[ ]{1,9}|[ ]{1,9}\u00a0")
_SIGNS: Final = frozenset("<>*_[]#|`~$")


@dataclass(frozen=True, slots=True)
class FlatScript:
    """A script's text without Markdown's structure, and what is not read out, counted by kind."""

    text: str
    unread: Counter[str]


def describe_unread(script: str) -> str:
    """Return a sentence on what of a script is not read out; empty if all of it is.

    >>> describe_unread("Buy now ![shop](shop.png)[^1]<!-- soon -->")
    'Not read out from the script: 1 comment, 1 picture.'
    """
    return describe_counts(flatten_markdown(script).unread, "the script")


def describe_counts(unread: Mapping[str, int], name: str) -> str:
    """Return a sentence on the parts of a file that are not read out; empty if there are none.

    Args:
        unread: how many of each kind, by its noun.
    """
    counted = [
        f"1 {noun}" if count == 1 else f"{count} {noun}s" for noun, count in unread.items() if count
    ]
    return f"Not read out from {name}: {', '.join(counted)}." if counted else ""


def flatten_markdown(script: str) -> FlatScript:
    r"""Return the script with each table row, link and entity as plain words on its line.

    >>> flatten_markdown("Fish &amp; chips: [our page][p]!\n\n[p]: https://a.example").text
    'Fish & chips: our page!\n\n'
    >>> flatten_markdown("| Plan | Price |\n|:--|--:|\n| Gold | $97 |").text
    'Plan Price\n\nGold $97'
    """
    unread: Counter[str] = Counter()
    text = _drop_front_matter(script, unread)
    text = _drop_between(text, unread)
    references: dict[str, dict[str, str]] = {}
    text = "\n".join(_take_definitions(text.split("\n"), references, unread))
    for pattern, noun in _UNREAD:
        text, count = pattern.subn(" ", text)
        unread[noun] += count
    text = _WIKI_LINK.sub(_read_wiki_link, text)
    text = _HIGHLIGHT.sub(
        r"**\1**", _TASK.sub(r"\1", _FOOTNOTE_SIGN.sub("", _LINE_END.sub("", text)))
    )
    if _has_structure(text, references):
        text = _flatten_tokens(text, references, unread)
    if "&" in text:
        text = _ENTITY.sub(_read_entity, text)
    return FlatScript(_NO_BREAK.sub(" ", text) if "\u00a0" in text else text, unread)


def _read_entity(found: re.Match[str]) -> str:
    """Return the character of an entity, escaped if it could be taken for a sign of Markdown."""
    shown = html.unescape(found[0])
    return "".join(chr(ESCAPED_AT + ord(char)) if char in _SIGNS else char for char in shown)


def _read_wiki_link(found: re.Match[str]) -> str:
    """Return a link's text; in capitals, it is a direction of a prompter."""
    is_direction = "|" not in found[0] and found[1].isupper() and len(found[1]) > 1
    return f"[{found[1]}]" if is_direction else found[1]


def _drop_front_matter(text: str, unread: Counter[str]) -> str:
    """Return the text with empty lines for the settings at its start."""
    if not text.startswith("---\n"):
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines[1:_LONGEST_FRONT_MATTER], start=1):
        if line.rstrip() in ("---", "..."):
            has_keys = any(":" in each for each in lines[1:number])
            unread["block of settings"] += has_keys
            return "\n".join([""] * (number + 1) + lines[number + 1 :]) if has_keys else text
        if not _FRONT_MATTER.match(line):
            break
    return text


def _drop_between(text: str, unread: Counter[str]) -> str:
    """Return the text without comments, styles and programs; their line ends stay."""
    if "<!--" in text:
        text = "".join(_without_spans(text, "<!--", "-->", unread))
    for found in list(_UNSHOWN.finditer(text))[:1]:
        end = f"</{found[1].lower()}>"
        text = "".join(_without_spans(text, found[0], end, Counter()))
    return text


def _without_spans(text: str, start: str, end: str, unread: Counter[str]) -> Iterator[str]:
    at = 0
    while (begin := text.find(start, at)) >= 0:
        stop = text.find(end, begin + len(start))
        if stop < 0:
            break
        yield text[at:begin]
        yield "\n" * text.count("\n", begin, stop)
        unread["comment"] += 1
        at = stop + len(end)
    yield text[at:]


def _take_definitions(
    lines: Sequence[str], references: dict[str, dict[str, str]], unread: Counter[str]
) -> Iterator[str]:
    """Yield the lines, empty ones for definitions of links and for footnotes."""
    in_footnote = False
    for line in lines:
        if in_footnote and line[:1] in (" ", "\t") and line.strip():
            yield ""
        elif _FOOTNOTE.match(line):
            in_footnote = True
            unread["footnote"] += 1
            yield ""
        elif (found := _DEFINITION.fullmatch(line)) and _ADDRESS.match(found["target"]):
            target = found["target"].strip("<>")
            references[" ".join(found["label"].split()).upper()] = {"href": target[:200]}
            yield ""
        else:
            in_footnote = in_footnote and not line.strip()
            yield line


def _has_structure(text: str, references: Mapping[str, object]) -> bool:
    has_links = any(sign in text for sign in _LINK_PARTS) or (references and "[" in text)
    has_table = "|" in text and _TABLE_RULE.search(text)
    return bool(has_links or has_table)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(
        ["table", "blockquote", "link", "image", "autolink", "html_inline"]
    )


def _flatten_tokens(
    text: str, references: Mapping[str, Mapping[str, str]], unread: Counter[str]
) -> str:
    """Return the text as the parser's tokens have it, each on the lines it came from."""
    lines = text.split("\n")
    env = {"references": {key: {"title": "", **value} for key, value in references.items()}}
    in_table = False
    for token in _parser().parse(text, env):
        in_table = token.type == "table_open" or (in_table and token.type != "table_close")
        if token.map is None:
            continue
        first, end = token.map
        if token.type == "table_open":
            lines[first:end] = [""] * (end - first)
        elif token.type == "inline":
            shown = "".join(_read_tokens(token.children or (), unread))
            if in_table:
                lines[first] = f"{lines[first]} {shown}".strip()
            else:
                lines[first:end] = _fit_lines(lines[first:end], shown.split("\n"))
    return "\n".join(lines)


def _fit_lines(before: Sequence[str], shown: Sequence[str]) -> list[str]:
    """Return as many lines as before, the first with its indentation."""
    indent = before[0][: len(before[0]) - len(before[0].lstrip(" \t"))]
    lines = [indent + shown[0], *shown[1 : len(before)]]
    lines[-1] = " ".join([lines[-1], *shown[len(before) :]])
    return lines + [""] * (len(before) - len(lines))


def _read_tokens(tokens: Sequence[Token], unread: Counter[str]) -> Iterator[str]:
    for token in tokens:
        if token.type == "image":
            unread["picture"] += 1
            yield " "
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        else:
            yield token.content
