"""The times and words of each token of a slide's text. Pure.

``vsl.basics.spacing`` defines tokens: text between spaces, or single letters in scripts without
spaces. Where the text differs from the spoken words, equal tokens take the words' times and the
others share the time between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from vsl.basics.folding import fold_text
from vsl.basics.sequence_matching import Match, matching_runs
from vsl.basics.spacing import cut_text, join_words, split_tokens, token_stops
from vsl.model.project import Emphasis, Slide, Word, WordRange
from vsl.model.word_timing import even_pace


def token_times(slide: Slide, words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the tokens of ``slide.text`` with times inside the slide's own, in order.

    >>> words = [Word("forty", 0, 300), Word("seven", 300, 600)]
    >>> tokens = token_times(Slide("s0", "Only 47", 0, 900, WordRange(0, 1)), words)
    >>> [(token.text, token.start_ms, token.end_ms) for token in tokens]
    [('Only', 0, 400), ('47', 400, 600)]
    """
    tokens = split_tokens(slide.text)
    if slide.words is None:
        return even_pace(tokens, slide.start_ms, slide.end_ms)
    said = words[slide.words.first : slide.words.last + 1]
    timed = retime_tokens(tokens, said)
    return tuple(
        replace(
            token,
            start_ms=min(max(token.start_ms, slide.start_ms), slide.end_ms),
            end_ms=min(max(token.end_ms, slide.start_ms), slide.end_ms),
        )
        for token in timed
    )


def divide_words(
    slide: Slide, token: int, words: Sequence[Word]
) -> tuple[WordRange | None, WordRange | None]:
    """Return the words spoken before ``token``, and those spoken with it and later."""
    span = slide.words
    if span is None:
        return None, None
    if speaks_its_words(slide, words):
        texts = [word.text for word in words[span.first : span.last + 1]]
        second = span.first + sum(stop <= token for stop in token_stops(texts))
    else:
        start_ms = token_times(slide, words)[token].start_ms
        starts = (word.start_ms for word in words[span.first : span.last + 1])
        second = span.first + sum(start < start_ms for start in starts)
    before = WordRange(span.first, second - 1) if second > span.first else None
    return before, WordRange(second, span.last) if second <= span.last else None


def halve_slide(slide: Slide, token: int, words: Sequence[Word]) -> tuple[Slide, Slide]:
    """Return ``slide`` split at ``token``, when that is spoken; both halves keep the id.

    >>> words = [Word("Buy", 0, 300), Word("now.", 400, 900)]
    >>> halves = halve_slide(Slide("s0", "Buy now.", 0, 900, WordRange(0, 1)), 1, words)
    >>> [(half.text, half.start_ms, half.end_ms) for half in halves]
    [('Buy', 0, 400), ('now.', 400, 900)]
    """
    before_text, after_text = cut_text(slide.text, token)
    change_ms = token_times(slide, words)[token].start_ms
    before, after = divide_words(slide, token, words)
    left = replace(
        slide,
        text=before_text,
        end_ms=change_ms,
        words=before,
        emphasis=tuple(each for each in slide.emphasis if each.token < token),
    )
    right = replace(
        slide,
        text=after_text,
        start_ms=change_ms,
        words=after,
        emphasis=move_emphasis(slide.emphasis, -token),
    )
    return left, right


def move_emphasis(marks: Sequence[Emphasis], by: int) -> tuple[Emphasis, ...]:
    """Return ``marks`` shifted by ``by`` tokens, without those before the text."""
    moved = (replace(each, token=each.token + by) for each in marks)
    return tuple(each for each in moved if each.token >= 0)


def speaks_its_words(slide: Slide, words: Sequence[Word]) -> bool:
    """Return whether the slide's text is exactly the words it carries."""
    return slide.words is not None and split_tokens(slide.text) == tokens_of(words, slide.words)


def tokens_of(words: Sequence[Word], span: WordRange) -> list[str]:
    """Return the tokens of a range of words."""
    return split_tokens(join_words([word.text for word in words[span.first : span.last + 1]]))


def retime_tokens(tokens: Sequence[str], said: Sequence[Word]) -> tuple[Word, ...]:
    """Return ``tokens`` at the times of the words ``said``, at least one.

    Equal tokens keep their word but for its spelling; new ones take the time of those they replace,
    or share the time of a neighbour.
    """
    pieces = [piece for word in said for piece in _pieces(word)]
    runs = matching_runs([_fold_token(t) for t in tokens], [_fold_token(p.text) for p in pieces])
    timed: list[Word] = []
    end = Match(len(tokens), len(pieces), 0)
    for before, run in pairwise((Match(0, 0, 0), *runs, end)):
        place, other = before.first + before.size, before.other + before.size
        _fill(timed, tokens[place : run.first], pieces[other : run.other], pieces[run.other :])
        equal = pieces[run.other : run.other + run.size]
        for token, piece in zip(tokens[run.first : run.first + run.size], equal, strict=True):
            timed.append(replace(piece, text=token))
    return tuple(timed)


def _fill(
    timed: list[Word], tokens: Sequence[str], replaced: Sequence[Word], after: Sequence[Word]
) -> None:
    """Add ``tokens`` over the time of those they replace, else over part of a neighbour's."""
    if not tokens:
        return
    if replaced:
        spoken = join_words([word.spoken or word.text for word in replaced])
        new = even_pace(tokens, replaced[0].start_ms, replaced[-1].end_ms)
        timed += (replace(new[0], spoken=spoken), *new[1:]) if len(new) == 1 else new
    elif timed:
        shared = timed.pop()
        first, *rest = even_pace((shared.text, *tokens), shared.start_ms, shared.end_ms)
        timed += (replace(shared, end_ms=first.end_ms), *rest)
    else:
        timed += even_pace(tokens, after[0].start_ms, after[0].start_ms)


def _pieces(word: Word) -> tuple[Word, ...]:
    texts = split_tokens(word.text)
    if len(texts) < 2:
        return (word,)
    paced = even_pace(texts, word.start_ms, word.end_ms)
    return tuple(replace(piece, emphasised=word.emphasised) for piece in paced)


def _fold_token(token: str) -> str:
    return fold_text(token) or token
