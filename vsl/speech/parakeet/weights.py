"""Find and fetch Parakeet's weights, without any model library.

A model is one of two published conversions, or a local folder. Published files are pinned by
revision and digest and checked before they are parsed. A local folder is used as it is; if it holds
a ``SHA256SUMS`` (in the format of ``sha256sum``), its files are checked against that.

The weights are NVIDIA's, under CC-BY-4.0, converted in
https://huggingface.co/istupakov/parakeet-tdt-0.6b-v3-onnx. Digests and sizes agree with those that
other projects pin for that revision, such as https://github.com/theScrabi/Parakeetype
(devtools/package-model.sh) for the 8-bit files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from vsl.basics.files import user_cache_folder
from vsl.errors import BadInput, NotInstalled
from vsl.progress import Progress
from vsl.speech.weights.digests import digest
from vsl.speech.weights.download import download, fetch_size, only_one, why_not

_HUB = "https://huggingface.co"
_REPOSITORY = "istupakov/parakeet-tdt-0.6b-v3-onnx"
_REVISION = "8f23f0c03c8761650bdb5b40aaf3e40d2c15f1ce"
_SUMS = "SHA256SUMS"
_NETWORK_TIMEOUT_S = 3.0


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """Digest and size of a file of published weights."""

    sha256: str
    size_bytes: int


_SMALL_FILES = {
    "config.json": PublishedFile(
        "666903c76b9798caf2c210afd4f6cd60b08a8dbf9800ec8d7a3bc0d2148ac466", 97
    ),
    "vocab.txt": PublishedFile(
        "d58544679ea4bc6ac563d1f545eb7d474bd6cfa467f0a6e2c1dc1c7d37e3c35d", 93_939
    ),
}
MODELS: dict[str, Mapping[str, PublishedFile]] = {
    "parakeet-tdt-0.6b-v3": {
        **_SMALL_FILES,
        "decoder_joint-model.onnx": PublishedFile(
            "e978ddf6688527182c10fde2eb4b83068421648985ef23f7a86be732be8706c1", 72_520_893
        ),
        "encoder-model.onnx": PublishedFile(
            "98a74b21b4cc0017c1e7030319a4a96f4a9506e50f0708f3a516d02a77c96bb1", 41_770_866
        ),
        "encoder-model.onnx.data": PublishedFile(
            "9a22d372c51455c34f13405da2520baefb7125bd16981397561423ed32d24f36", 2_435_420_160
        ),
    },
    "parakeet-tdt-0.6b-v3-int8": {
        **_SMALL_FILES,
        "decoder_joint-model.int8.onnx": PublishedFile(
            "eea7483ee3d1a30375daedc8ed83e3960c91b098812127a0d99d1c8977667a70", 18_202_004
        ),
        "encoder-model.int8.onnx": PublishedFile(
            "6139d2fa7e1b086097b277c7149725edbab89cc7c7ae64b23c741be4055aff09", 652_183_999
        ),
    },
}
DEFAULT = "parakeet-tdt-0.6b-v3"  # the 8-bit one is less accurate; see docs/decisions/014


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights on this machine."""

    folder: Path
    quantization: str | None  # the infix of the file names, such as int8


def is_model(name: str) -> bool:
    """Return whether ``name`` is a published model or a folder."""
    return name in MODELS or Path(name).is_dir()


def at_hand(model: str) -> bool:
    """Return whether the weights of ``model`` are complete on this machine."""
    if model not in MODELS:
        return _quantizations(Path(model)) != []
    return not any(True for _ in _missing(model))


def identity(model: str) -> str:
    """Return a text that changes whenever the weights do; empty for a folder without any."""
    if model in MODELS:
        return _REVISION
    files = (file for file in sorted(Path(model).glob("*model*")) if file.is_file())
    return " ".join(f"{f.name} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in files)


def size_gb(model: str) -> float:
    """Return the download size of a published model in units of 10^9 bytes."""
    return sum(file.size_bytes for file in MODELS[model].values()) / 1e9


def no_model(name: str) -> str:
    """Return the error message for an unknown model."""
    return (
        f"No Parakeet model is called {name!r}: give {' or '.join(MODELS)}, or a folder with"
        " vocab.txt, encoder-model.onnx and decoder_joint-model.onnx."
    )


def server_of(model: str) -> str:
    """Return the URL from which ``model`` is fetched; empty for a local folder."""
    return _url("config.json") if model in MODELS else ""


def find_weights(model: str, progress: Progress) -> Weights:
    """Return the checked weights of ``model``, fetched if they are not on this machine.

    Resumes an interrupted download. One process fetches while others wait for it.

    Raises:
        BadInput: neither a model's name nor a folder.
        NotInstalled: the weights can't be fetched, or a file's digest is wrong; the message says
            how to get them by hand.
        DiskFull: there is no room for them.
    """
    if model not in MODELS:
        return _own(model)
    if not at_hand(model):
        try:
            _fetch_once(model, progress)
        except (OSError, ValueError) as error:
            raise NotInstalled(_cure(model, why_not(error))) from error
    progress(1.0)
    return Weights(_folder(model), _quantizations(_folder(model))[0])


def cache_folder() -> Path:
    """Return the folder of fetched weights, which holds one folder per model."""
    return user_cache_folder() / "parakeet"


def _folder(name: str) -> Path:
    return cache_folder() / name


def _url(file: str) -> str:
    """Return a file's URL; HF_ENDPOINT names a mirror, as for the hub's own client."""
    hub = os.environ.get("HF_ENDPOINT", "").rstrip("/") or _HUB
    return f"{hub}/{_REPOSITORY}/resolve/{_REVISION}/{file}"


def _missing(name: str) -> Iterator[str]:
    """Yield the files that are missing or differ from the published ones."""
    for file, published in MODELS[name].items():
        if digest(_folder(name) / file) != published.sha256:
            yield file


def _fetch_once(name: str, progress: Progress) -> None:
    with only_one(_folder(name) / ".lock", progress):
        missing = list(_missing(name))  # another process may have fetched them meanwhile
        total = sum(MODELS[name][file].size_bytes for file in missing)
        if missing:
            fetch_size(_url(missing[0]), timeout_s=_NETWORK_TIMEOUT_S)
        done = 0
        for file in missing:
            published = MODELS[name][file]
            share = progress.part(
                progress.stage, done / total, (done + published.size_bytes) / total
            )
            download(_url(file), _folder(name) / file, published.sha256, share)
            digest(_folder(name) / file)  # written beside the file, so that it is not read again
            done += published.size_bytes


def _cure(name: str, reason: str) -> str:
    files = ", ".join(_missing(name))
    where = f"{_HUB}/{_REPOSITORY}/tree/{_REVISION}"
    return (
        f"Parakeet's weights {name!r} can't be fetched ({reason}): connect to the network and try"
        f" again, or put {files} from {where} into {_folder(name)}, or choose another engine."
    )


def _own(model: str) -> Weights:
    folder = Path(model)
    if not folder.is_dir():
        raise BadInput(no_model(model))
    quantizations = _quantizations(folder)
    if not quantizations:
        raise NotInstalled(
            f"The folder {folder} holds no Parakeet model: put vocab.txt, encoder-model.onnx and"
            " decoder_joint-model.onnx there."
        )
    _check_sums(folder)
    return Weights(folder, quantizations[0])


def _quantizations(folder: Path) -> list[str | None]:
    """Return the complete models in a folder, the plain one first: ``int8`` for
    encoder-model.int8.onnx.

    Names are those that onnx-asr 0.12 looks for (onnx_asr/models/nemo.py).
    """
    if not (folder / "vocab.txt").is_file():
        return []
    encoders = (file.name for file in folder.glob("encoder-model*.onnx"))
    infixes = sorted(name.removeprefix("encoder-model")[: -len(".onnx")] for name in encoders)
    whole = [infix for infix in infixes if (folder / f"decoder_joint-model{infix}.onnx").is_file()]
    return [infix.removeprefix(".") or None for infix in whole]


def _check_sums(folder: Path) -> None:
    """Raise ``NotInstalled`` where a file is not the one that the folder's ``SHA256SUMS`` names."""
    sums = folder / _SUMS
    if not sums.is_file():
        return
    for line in sums.read_text("utf-8", errors="replace").splitlines():
        sha256, _, name = line.strip().partition(" ")
        name = name.strip().removeprefix("*")
        if name and digest(folder / Path(name).name) != sha256.lower():
            raise NotInstalled(
                f"{name} in {folder} is not the file that {_SUMS} names: copy it there again."
            )
