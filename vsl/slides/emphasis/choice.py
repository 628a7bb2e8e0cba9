"""Choose which words of a deck are emphasised: at most one phrase a slide. Pure.

The script's bold and capitals come first, then promises, prices, dates, figures, the story's
turning word, and names where they are introduced. The rules are data (``rules/``); an author can
add phrases. The theme decides the look.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, chain, pairwise

from vsl.basics.spacing import split_tokens
from vsl.model.project import Emphasis, EmphasisSettings, Slide, Word
from vsl.slides.emphasis.figures import find_figures
from vsl.slides.emphasis.introductions import find_introductions
from vsl.slides.emphasis.passage import LitSpan, Passage
from vsl.slides.emphasis.patterns import find_promises
from vsl.slides.phrases import Phrases
from vsl.slides.tokens import token_times

_OWN = 9.0  # weight of an author's own phrases: above any rule's
_FIGURES = frozenset(("price", "date", "number"))


def emphasise(
    slides: Sequence[Slide],
    words: Sequence[Word],
    language: str,
    *,
    own: Mapping[str, Sequence[str]] | None = None,
    settings: EmphasisSettings | None = None,
) -> tuple[Slide, ...]:
    """Return ``slides`` with emphasis, at most one phrase each.

    The script's marks are always kept, as a whole. Slides that the author has edited are unchanged.

    Args:
        words: of the transcript.
        language: ISO 639-1; without rules for it, figures and the script's marks remain.
        own: more phrases by kind, such as ``{"power": ["one-time offer"]}``.
        settings: the kinds that are on, and the largest share of slides with emphasis.
    """
    settings = settings or EmphasisSettings()
    texts = [split_tokens(slide.text) for slide in slides]
    passage = Passage.read(list(chain.from_iterable(texts)), language)
    bounds = list(accumulate(map(len, texts), initial=0))
    found = _find_candidates(passage, settings, own or {})
    best = _best_of_each(found, passage, bounds)
    best = {n: span for n, span in best.items() if not slides[n].pinned}
    marks = _find_marked_slides(slides, words) if "script" in settings.kinds else {}
    for n in _choose_slides(best, marks, settings.most_share * len(slides)):
        span = best[n]
        marks[n] = tuple(
            Emphasis(token - bounds[n], span.kind) for token in range(span.first, span.stop)
        )
    return tuple(_with_marks(slide, marks.get(n, ())) for n, slide in enumerate(slides))


def _with_marks(slide: Slide, marks: tuple[Emphasis, ...]) -> Slide:
    return slide if slide.pinned or slide.emphasis == marks else replace(slide, emphasis=marks)


def _find_marked_slides(
    slides: Sequence[Slide], words: Sequence[Word]
) -> dict[int, tuple[Emphasis, ...]]:
    """Return the words that the script marks, by the slides that show them."""
    emphasised = [n for n, word in enumerate(words) if word.emphasised]
    found: dict[int, tuple[Emphasis, ...]] = {}
    for n, slide in enumerate(slides if emphasised else ()):
        span = slide.words
        if span and bisect_left(emphasised, span.first) < bisect_right(emphasised, span.last):
            timed = token_times(slide, words)
            found[n] = tuple(
                Emphasis(t, "script") for t, each in enumerate(timed) if each.emphasised
            )
    return found


def _find_candidates(
    passage: Passage, settings: EmphasisSettings, own: Mapping[str, Sequence[str]]
) -> Iterator[LitSpan]:
    """Yield all candidates for emphasis, unordered."""
    kinds = frozenset(settings.kinds)
    for kind, phrases in own.items():
        for found in Phrases(phrases).find(passage.plain):
            yield LitSpan(kind, _OWN, found.first, found.stop, found.first)
    yield from find_promises(passage, kinds)
    if kinds & _FIGURES:
        yield from (span for span in find_figures(passage) if span.kind in kinds)
    if "name" in kinds:
        yield from find_introductions(passage, settings.names)


def _best_of_each(
    found: Iterable[LitSpan], passage: Passage, bounds: Sequence[int]
) -> dict[int, LitSpan]:
    """Return the strongest candidate of each slide, limited to the part that the slide shows."""
    slide_of = [n for n, (first, stop) in enumerate(pairwise(bounds)) for _ in range(first, stop)]
    best: dict[int, LitSpan] = {}
    for span in found:
        for n in range(slide_of[span.first], slide_of[span.stop - 1] + 1):
            part = _part(span, bounds[n], bounds[n + 1])
            if not _is_meaningful(part, span, passage):
                continue
            if n not in best or _rank(part) < _rank(best[n]):
                best[n] = part
    return best


def _part(span: LitSpan, first: int, stop: int) -> LitSpan:
    if first <= span.first and span.stop <= stop:
        return span
    return replace(span, first=max(span.first, first), stop=min(span.stop, stop))


def _is_meaningful(part: LitSpan, span: LitSpan, passage: Passage) -> bool:
    """Return whether the part of a phrase has its figure or, for other kinds, a content word."""
    if (part.first, part.stop) == (span.first, span.stop) or part.first <= span.head < part.stop:
        return True
    return span.kind not in _FIGURES and any(
        passage.tokens[n].is_content for n in range(part.first, part.stop)
    )


def _rank(span: LitSpan) -> tuple[float, int, int]:
    """Return the sort key: heaviest first, then first in the text, then longest."""
    return -span.weight, span.first, span.first - span.stop


def _choose_slides(best: Mapping[int, LitSpan], taken: Iterable[int], most: float) -> list[int]:
    """Return the slides whose phrase is emphasised, at most ``most`` including ``taken``.

    If they are too many, the weakest are dropped, and of equals those next to another first.
    """
    script = set(taken)
    free = [n for n in best if n not in script]
    lit = script | set(free)
    order = sorted(free, key=lambda n: (-best[n].weight, len({n - 1, n + 1} & lit), n))
    return order[: max(0, int(most) - len(script))]
