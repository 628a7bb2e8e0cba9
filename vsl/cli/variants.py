"""``vsl variants``: one pitch in every combination of looks, sizes, hooks and languages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from vsl.bootstrap import Tools, build_tools
from vsl.cli.terminal import (
    FILE,
    check_folder,
    check_names,
    check_same_recording,
    count_noun,
    keep_caches_small,
    open_project,
    project_argument,
    quiet_option,
    show_progress,
)
from vsl.cli.theme import theme_finder
from vsl.errors import BadInput
from vsl.model.project import Project
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.workflows.build_deck import make_deck
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.export_project.registry import find_format
from vsl.workflows.make_options import MakeOptions
from vsl.workflows.make_variants import (
    INDEX,
    Axes,
    Variant,
    VariantRequest,
    WrittenVariant,
    combinations,
    hook_name,
    write_variants,
)
from vsl.workflows.replace_intro import Take

_SOME_FAILED = 1
_EXPORT_OPTIONS = ("fps", "quality", "button_url", "button_text")
_TRANSCRIBED_SHARE = 0.3  # share of the time if hooks are recordings without a project


@click.command()
@project_argument
@click.option("--media", type=FILE, help="The recording; needed where its voice is.")
@click.option("-o", "--output", required=True, type=FILE, metavar="FOLDER", help="A folder.")
@click.option("--theme", "themes", multiple=True, help="A look: a name or a brand kit's file.")
@click.option("--size", "sizes", multiple=True, help="A size, such as 16:9 or 1:1@720p.")
@click.option(
    "--hook",
    "hooks",
    multiple=True,
    metavar="FILE[=RECORDING]",
    help="Another beginning: a project document, or a recording to be heard.",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE=PROJECT.json[=RECORDING]",
    help="The same pitch in another language: a project of its own.",
)
@click.option("--format", "formats", default="mp4", show_default=True, help="Such as mp4,srt,html.")
@click.option("--fps", default="30", show_default=True, help="Frames a second, such as 29.97.")
@click.option("--quality", default="web", show_default=True, help="Video: draft, web or master.")
@click.option("--button-url", default="", help="Players: what their button opens.")
@click.option("--button-text", default="", help="Players: what their button says.")
@click.option("--dry-run", is_flag=True, help="List what would be written; write nothing.")
@quiet_option
def variants(
    project_file: Path, output: Path, formats: str, dry_run: bool, quiet: bool, **choices: Any
) -> None:
    """Write every combination of --theme, --size, --hook and --language into a folder.

    Each option may be given many times. The deck's own language and its own hook are among them.
    A document's recording is looked for beside it, under the same name.
    """
    suffixes = tuple(find_format(f"x.{name.strip()}").suffix for name in formats.split(","))
    export_options = {name: choices.pop(name) for name in _EXPORT_OPTIONS}
    request = VariantRequest(output, suffixes, ExportOptions.parse(export_options))
    tools = build_tools(Settings.from_environ(os.environ))
    reader = _AxesReader(tools, project_file, open_project(project_file), dry_run)
    if dry_run:
        selected = combinations(project_file.stem, reader.axes(choices, suffixes, Progress()))
        click.echo("\n".join(_describe_variants(selected, suffixes)))
        return
    check_folder(output)
    with show_progress(quiet) as progress:
        transcribed_share = _TRANSCRIBED_SHARE if any(map(_is_recording, choices["hooks"])) else 0.0
        axes = reader.axes(choices, suffixes, progress.part("", 0.0, transcribed_share))
        selected = combinations(project_file.stem, axes)
        for each in selected:
            check_names(output / f"{each.name}{max(suffixes, key=len)}")
        export_progress = progress.part("", transcribed_share, 1.0)
        written = tuple(
            _report_written(
                write_variants(tools.composer, selected, request, export_progress), quiet
            )
        )
    keep_caches_small(tools)
    failed = sum(bool(each.error) for each in written)
    if not quiet:
        click.echo(f"Wrote {count_noun(len(written) - failed, 'variant')} and {INDEX} to {output}")
    if failed:
        raise click.exceptions.Exit(_SOME_FAILED)


@dataclass(frozen=True, slots=True)
class _AxesReader:
    """Reads the axes of variation from the options and the project."""

    tools: Tools
    file: Path
    project: Project
    dry_run: bool

    def axes(self, choices: Mapping[str, Any], suffixes: Sequence[str], progress: Progress) -> Axes:
        """Return all that is combined; hooks that are recordings are transcribed."""
        find = theme_finder(self.tools)
        looks = tuple(find(name) for name in choices["themes"])
        hooks, needs_voice = choices["hooks"], any(map(_is_voiced, suffixes))
        decks = (
            self.own(choices["media"], needed=needs_voice or bool(hooks)),
            *(self.in_language(text, needed=needs_voice) for text in choices["languages"]),
        )
        hook_takes = tuple(
            self.hook(text, progress.part("", number / len(hooks), (number + 1) / len(hooks)))
            for number, text in enumerate(hooks)
        )
        return Axes(decks, looks, choices["sizes"], hook_takes)

    def own(self, media: Path | None, *, needed: bool) -> Take:
        """Return the deck that the command names first."""
        if media:
            check_same_recording(self.tools, self.project, media)
        elif needed:
            media = self._beside(self.file, self.project, "--media RECORDING")
        return Take(self.project.transcript.language, self.project, media)

    def in_language(self, text: str, *, needed: bool) -> Take:
        """Return the deck of a ``--language``."""
        code, _, rest = text.partition("=")
        file, _, media = rest.partition("=")
        if not code or not file:
            raise BadInput(f"--language {text}: write it as pt=pitch.pt.json.")
        project = open_project(Path(file))
        spoken = project.transcript.language
        if spoken not in (code.partition("-")[0], "und"):
            raise BadInput(f"--language {text}: {file} is in {spoken}, not in {code}.")
        if not needed and not media:
            return Take(code, project)
        cure = f"--language {code}={file}=RECORDING"
        return Take(code, project, self._recording(Path(file), project, media, cure))

    def hook(self, text: str, progress: Progress) -> Take:
        """Return the beginning of a ``--hook``; a recording without a project is transcribed."""
        name, _, media = text.partition("=")
        file = Path(name)
        if _is_recording(text):
            project = self.project if self.dry_run else self._transcribe(file, progress)
            return Take(hook_name(file.stem), project, file)
        project = open_project(file)
        cure = f"--hook {name}=RECORDING"
        return Take(hook_name(file.stem), project, self._recording(file, project, media, cure))

    def _transcribe(self, recording: Path, progress: Progress) -> Project:
        deck, language = self.project.deck, self.project.transcript.language
        known = None if language == "und" else language
        options = MakeOptions(language=known, theme=deck.theme, preset=deck.preset)
        media, heard = self.tools.listen(recording, options, progress)
        shown = make_deck(
            heard, media.duration_ms, deck.theme, preset=deck.preset, emphasis=deck.emphasis
        )
        return Project(media, heard, shown)

    def _recording(self, file: Path, project: Project, media: str, cure: str) -> Path:
        if not media:
            return self._beside(file, project, cure)
        check_same_recording(self.tools, project, Path(media))
        return Path(media)

    def _beside(self, file: Path, project: Project, cure: str) -> Path:
        """Return the recording of a document from the same folder, with the same name."""
        size_bytes = project.media.size_bytes
        for path in sorted(file.parent.glob("*")):
            is_alike = path.stem == file.stem and path.suffix.lower() != ".json" and path.is_file()
            if is_alike and path.stat().st_size == size_bytes and self._is_of(project, path):
                return path
        raise BadInput(f"The recording of {file} is not beside it; name it: {cure}.")

    def _is_of(self, project: Project, path: Path) -> bool:
        try:
            return self.tools.probe(path).sha256 == project.media.sha256
        except BadInput:
            return False


def _is_recording(text: str) -> bool:
    """Return whether a ``--hook`` names a recording instead of a project."""
    return not text.partition("=")[0].lower().endswith(".json")


def _is_voiced(suffix: str) -> bool:
    return find_format(f"x{suffix}").needs_recording


def _report_written(written: Iterable[WrittenVariant], quiet: bool) -> Iterable[WrittenVariant]:
    """Print and yield each result as it comes; failures are printed even if ``quiet``."""
    for each in written:
        if each.error:
            click.echo(f"vsl: {each.variant.name}: {each.error}", err=True)
        elif not quiet:
            click.echo(", ".join(file.name for file in each.files))
        yield each


def _describe_variants(chosen: Iterable[Variant], suffixes: Iterable[str]) -> Iterable[str]:
    for variant in chosen:
        theme = variant.theme
        files = ", ".join(f"{variant.name}{suffix}" for suffix in suffixes)
        yield f"{files}  ({theme.name}, {theme.width_px}x{theme.height_px})"
