"""Write variants of a pitch: every combination of languages, themes, sizes and hooks.

Takes decks with their recordings, and the values of each axis; writes files whose names list the
combination, and ``index.json``. Combinations share caches: the sound of a recording, the pictures
of a theme and their encoded bands.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from vsl.basics.files import write_atomically
from vsl.errors import BadInput, Cancelled, ToolFailed, VslError
from vsl.model.appearance import Theme
from vsl.model.project import Project
from vsl.progress import Progress
from vsl.render.themes.theme import restyle_theme
from vsl.workflows.compose_video import VideoComposer
from vsl.workflows.edit_project import apply_theme
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.export_project.registry import find_format, write_export
from vsl.workflows.replace_intro import Take, replace_intro

INDEX = "index.json"
OWN = "own"  # name of a deck's own hook beside others

DRESS = ("variant", "theme", "size")
"""The options of an export that make it a variant: its name, theme and size."""

_MOST = 500  # of one call; more are probably a typing error
_HOOK_SHARE = 0.2  # of a combination's time


@dataclass(frozen=True, slots=True)
class Axes:
    """The values to combine. An axis that was not chosen is left out of names."""

    decks: tuple[Take, ...]  # one per language, the project's own first
    looks: tuple[Theme, ...] = ()  # empty: the deck's own
    sizes: tuple[str, ...] = ()  # see ``parse_size``; empty: the deck's own
    hooks: tuple[Take, ...] = ()  # besides the deck's own


@dataclass(frozen=True, slots=True)
class Variant:
    """One combination."""

    name: str  # of its files, without extension
    deck: Take
    look: Theme | None
    size: str
    hook: Take | None

    @property
    def theme(self) -> Theme:
        """Its theme, on its canvas."""
        return restyle_theme(self.deck.project.deck.theme, self.look, self.size)


@dataclass(frozen=True, slots=True)
class WrittenVariant:
    """The result of a combination."""

    variant: Variant
    files: tuple[Path, ...] = ()
    duration_ms: int = 0
    error: str = ""  # empty: all of its files are written


@dataclass(frozen=True, slots=True)
class VariantRequest:
    """The files to write for each combination, and their folder."""

    folder: Path
    suffixes: tuple[str, ...] = (".mp4",)
    options: ExportOptions = field(default_factory=ExportOptions)


def combinations(stem: str, axes: Axes) -> tuple[Variant, ...]:
    """Return every combination, in the order of the axes, with names that begin with ``stem``.

    A hook is combined with decks in its own language only.

    Raises:
        BadInput: a size can't be read, two names are the same, or a hook fits no deck.
    """
    languages = {take.project.transcript.language for take in axes.decks}
    for hook in axes.hooks:
        if (spoken := hook.project.transcript.language) not in languages:
            raise BadInput(f"The hook {hook.name} is in {spoken}; no deck here is.")
    variants = tuple(_combine_axes(stem, axes))
    if len(variants) > _MOST:
        raise BadInput(f"That makes {len(variants):,} videos; ask for at most {_MOST} at once.")
    for variant in variants:
        _ = variant.theme  # an invalid size raises before any work
    (name, times), *_ = Counter(variant.name for variant in variants).most_common(1)
    if times > 1:
        raise BadInput(f"{times} combinations would be called {name}: give them other names.")
    return variants


def write_variants(
    composer: VideoComposer,
    variants: Sequence[Variant],
    request: VariantRequest,
    progress: Progress,
) -> Iterator[WrittenVariant]:
    """Write each combination and yield its result, then write ``index.json``.

    If one fails, its error is part of its result, and the others are still written.

    Raises:
        Cancelled: the work was cancelled; finished files are kept.
        ToolFailed: the index can't be written.
    """
    done = []
    for number, variant in enumerate(variants):
        share = progress.part("", number / len(variants), (number + 1) / len(variants))
        done.append(_write_variant(composer, variant, request, share))
        yield done[-1]
    rows = [_row(each) for each in done]
    try:
        text = json.dumps({"variants": rows}, ensure_ascii=False, indent=1)
        write_atomically(request.folder / INDEX, text + "\n")
    except OSError as error:
        raise ToolFailed(f"{INDEX} can't be written: {error.strerror}.") from error


def apply_variant(
    project: Project, options: Mapping[str, Any], theme_named: Callable[[str], Theme]
) -> tuple[Project, dict[str, Any]]:
    """Return ``project`` with an export's theme and size (see ``DRESS``), and the other options.

    Raises:
        BadInput: the theme or the size can't be used.
    """
    choices = {name: options.get(name, "") for name in DRESS}
    rest = {name: value for name, value in options.items() if name not in DRESS}
    if not choices["theme"] + choices["size"]:
        return project, rest
    look = theme_named(choices["theme"]) if choices["theme"] else None
    return apply_theme(project, look, choices["size"]), rest


def variant_name(*parts: str) -> str:
    """Return a file name of the non-empty parts: ``pitch-night-9x16-hookb``."""
    return "-".join(part for part in parts if part)


def size_name(size: str) -> str:
    """Return ``9x16`` for 9:16, ``1x1-720p`` for 1:1@720p."""
    return re.sub(r"[^0-9a-z]+", "-", re.sub(r"[:×]", "x", size.strip().lower())).strip("-")


def hook_name(stem: str) -> str:
    """Return ``hookb`` for a file called hook-b: hyphens separate the axes."""
    return re.sub(r"[\W_]+", "", stem) or "hook"


def _for_files(name: str) -> str:
    """Return a user's name without characters that are unsafe in file names."""
    return re.sub(r"[^\w-]+", "-", name).strip("-")


def _combine_axes(stem: str, axes: Axes) -> Iterator[Variant]:
    looks: tuple[Theme | None, ...] = axes.looks or (None,)
    hooks: tuple[Take | None, ...] = (None, *axes.hooks)
    has_languages = len(axes.decks) > 1
    for deck, look, size, hook in product(axes.decks, looks, axes.sizes or ("",), hooks):
        if hook and hook.project.transcript.language != deck.project.transcript.language:
            continue
        beginning = (hook.name if hook else OWN) if axes.hooks else ""
        name = variant_name(
            stem,
            _for_files(deck.name) if has_languages else "",
            _for_files(look.name) if look else "",
            size_name(size),
            beginning,
        )
        yield Variant(name, deck, look, size, hook)


def _write_variant(
    composer: VideoComposer, variant: Variant, request: VariantRequest, progress: Progress
) -> WrittenVariant:
    begins = _HOOK_SHARE if variant.hook else 0.0
    files: list[Path] = []
    try:
        take = variant.deck
        if variant.hook:
            take = replace_intro(variant.hook, take, composer, progress.part("", 0.0, begins))
        project = apply_theme(take.project, variant.look, variant.size)
        steps = len(request.suffixes)
        for number, suffix in enumerate(request.suffixes):
            target = request.folder / f"{variant.name}{suffix}"
            from_, to = (begins + (1 - begins) * (number + n) / steps for n in (0, 1))
            share = progress.part(variant.name, from_, to)
            options = request.options
            write_export(composer, project, take.recording, target, options=options, progress=share)
            files.append(target)
    except Cancelled:
        raise
    except VslError as error:
        return WrittenVariant(variant, tuple(files), error=str(error))
    return WrittenVariant(variant, tuple(files), project.deck.duration_ms)


def _row(written: WrittenVariant) -> dict[str, Any]:
    variant = written.variant
    theme = variant.theme
    return {
        "name": variant.name,
        "language": variant.deck.project.transcript.language,
        "theme": theme.name,
        "width_px": theme.width_px,
        "height_px": theme.height_px,
        "hook": variant.hook.name if variant.hook else None,
        "duration_ms": written.duration_ms or None,
        "files": {find_format(file.name).name: file.name for file in written.files},
        "error": written.error or None,
    }
