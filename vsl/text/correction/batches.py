"""Run one corrector over many words in overlapping batches, in parallel where it allows that.

A corrector gets its batch with as much context as it needs; of its edits only those that begin
inside the batch count. So a correction across a batch border is the same as without batches.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from vsl.basics.cache_owners import OWNER
from vsl.errors import BadInput, Cancelled, VslError
from vsl.model.project import Word
from vsl.progress import Progress
from vsl.text.correction.cache import EditCache, edits_key
from vsl.text.correction.edits import Edit, apply_edits

BATCH_SIZE = 50  # words: a paragraph, which a language model still answers word by word
_PARALLEL_BATCHES = 4  # parallel requests; services refuse more


class Corrector(Protocol):
    """A step that proposes edits to words."""

    @property
    def name(self) -> str:
        """Its name in ``correct.CORRECTORS``."""

    @property
    def digest(self) -> str:
        """The version and settings: differs whenever corrections may differ."""

    @property
    def parallel(self) -> bool:
        """Whether several threads may call ``edits`` at once, to save time."""

    @property
    def reach(self) -> int:
        """How many words on either side can affect the correction of a word."""

    def edits(self, words: Sequence[Word]) -> Sequence[Edit]:
        """Return the edits to ``words``, in order; each keeps the time of the words it replaces.

        Raises:
            VslError: the corrector failed; the words stay as they are.
        """


@dataclass(frozen=True, slots=True)
class _Batch:
    """``words[start:stop]`` with its context, ``words[first:last]``."""

    start: int
    stop: int
    first: int
    last: int


def process_in_batches(
    words: Sequence[Word],
    corrector: Corrector,
    batch_size: int = BATCH_SIZE,
    *,
    cache: EditCache | None = None,
    on_failure: Callable[[VslError], None] | None = None,
    progress: Progress | None = None,
) -> tuple[Word, ...]:
    """Return the words with the edits of ``corrector`` applied.

    Args:
        cache: a cache of edits, so that the same words are not corrected twice.
        on_failure: called with the error of a batch that stays as it is; without it the first error
            is raised.
        progress: called with the share that is done; may cancel.
    """
    if batch_size < 1:
        raise BadInput(f"A batch of {batch_size} words is none; write 1 or more.")

    def find_edits(batch: _Batch) -> list[Edit]:
        edits_of_batch = _find_cached_edits(corrector, words[batch.first : batch.last], cache)
        moved = (
            replace(edit, first=edit.first + batch.first, stop=edit.stop + batch.first)
            for edit in edits_of_batch
        )
        return [edit for edit in moved if batch.start <= edit.first < batch.stop]

    batches = list(_batches(len(words), batch_size, corrector.reach))
    edits: list[Edit] = []
    with closing(_answers(find_edits, batches, parallel=corrector.parallel)) as answers:
        for number, answer in enumerate(answers, start=1):
            try:
                edits += answer()
            except VslError as error:
                if on_failure is None or isinstance(error, Cancelled):
                    raise
                on_failure(error)
            if progress:
                progress(number / len(batches))
    return apply_edits(words, edits)


def _batches(count: int, size: int, reach: int) -> Iterator[_Batch]:
    for start in range(0, count, size):
        stop = min(count, start + size)
        yield _Batch(start, stop, max(0, start - reach), min(count, stop + reach))


def _answers(
    find_edits: Callable[[_Batch], list[Edit]], batches: Sequence[_Batch], *, parallel: bool
) -> Generator[Callable[[], list[Edit]], None, None]:
    """Yield a callable for each batch's edits, in order; closing the generator cancels the rest."""
    if not parallel:
        yield from (partial(find_edits, batch) for batch in batches)
        return
    pool = ThreadPoolExecutor(_PARALLEL_BATCHES, "correct", OWNER.set, (OWNER.get(),))
    try:
        futures = [pool.submit(find_edits, batch) for batch in batches]
        yield from (future.result for future in futures)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _find_cached_edits(
    corrector: Corrector, words: Sequence[Word], cache: EditCache | None
) -> Sequence[Edit]:
    if cache is None:
        return corrector.edits(words)
    key = edits_key(corrector.name, corrector.digest, words)
    if (edits := cache.find(key)) is None:
        edits = tuple(corrector.edits(words))
        cache.keep(key, edits)
    return edits
