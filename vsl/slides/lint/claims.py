"""Checks of promises that need a disclaimer by law: earnings and health. Pure.

Source: United States, 16 CFR part 255 (Endorsement Guides): what users can expect is told clearly
and next to the claim; "results not typical" alone does not do. These checks find places to look at;
they are no legal advice.
"""

from __future__ import annotations

from collections.abc import Iterator

from vsl.basics.spacing import split_tokens
from vsl.slides.editing.edits import Insert
from vsl.slides.lint.findings import CheckedDeck, Finding, at
from vsl.slides.phrases import phrases_of, rules, strip_punctuation

_NEAR = 1  # slides before or after the claim that may carry its disclaimer


def claims(checked: CheckedDeck) -> Iterator[Finding]:
    """Yield claims about money or health without a disclaimer on this or a neighbouring slide."""
    slides = checked.visible_slides
    texts = [[strip_punctuation(token) for token in split_tokens(slide.text)] for slide in slides]
    explained = {
        near
        for n, tokens in enumerate(texts)
        if _has(tokens, "disclaimer", checked.language)
        for near in range(n - _NEAR, n + _NEAR + 1)
    }
    for n, (slide, tokens) in enumerate(zip(slides, texts, strict=True)):
        for kind in ("earnings", "health"):
            if n not in explained and _has(tokens, kind, checked.language):
                about = "money" if kind == "earnings" else "health"
                reason = f"A claim about {about}: tell next to it what is typical."
                fix = Insert(slide.id, _disclaimer(checked.language))
                yield at(slide, f"{kind} claim", reason, 0.5, fix)
                break


def _has(tokens: list[str], kind: str, language: str) -> bool:
    return any(True for _ in phrases_of("claims", kind, language).find(tokens))


def _disclaimer(language: str) -> str:
    texts = rules("claims")["disclaimer"]["text"]
    return str(texts.get(language) or texts["en"])
