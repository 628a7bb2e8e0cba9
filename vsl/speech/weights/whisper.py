"""Find and fetch Whisper's weights.

They exist as OpenAI's checkpoint or as a conversion (``weights.converted``) with the same numbers;
the engine whisper loads either.

Does not import whisper, which imports torch. URLs and paths are those of openai-whisper 20250625,
whisper/__init__.py, so that its ``load_model`` finds what is fetched here.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from time import monotonic

from vsl.basics.files import user_cache_folder
from vsl.errors import BadInput, NotInstalled
from vsl.progress import Progress
from vsl.speech.weights import converted as converted_weights
from vsl.speech.weights.digests import digest, stamp
from vsl.speech.weights.download import download, fetch_size, only_one, why_not

_ADDRESS = "https://openaipublic.azureedge.net/main/whisper/models"
_SHA256 = {
    "tiny.en": "d3dd57d32accea0b295c96e26691aa14d8822fac7d9d27d5dc00b4ca2826dd03",
    "tiny": "65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9",
    "base.en": "25a8566e1d0c1e2231d1c762132cd20e0f96a85d16145c3a00adf5d1ac670ead",
    "base": "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e",
    "small.en": "f953ad0fd29cacd07d5a9eda5624af0f6bcf2258be67c92b79389873d91e0872",
    "small": "9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794",
    "medium.en": "d7440d1dc186f76616474e0ff0b3b6b879abc9d1a4926b7adfa41db2d497ab4f",
    "medium": "345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1",
    "large-v1": "e4b87e7e0bf463eb8e6956e646f1e277e901512310def2c24bf0e11bd3c28e9a",
    "large-v2": "81f7c96c852ee8fc832187b0132e569d6c3065a3252ed18e56effd0b6a73e524",
    "large-v3": "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb",
    "large-v3-turbo": "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a",
}
_ALIASES = {"large": "large-v3", "turbo": "large-v3-turbo"}
_NETWORK_TIMEOUT_S = 3.0
_ANSWER_HOLDS_S = 60.0


def at_hand(model: str) -> bool:
    """Return whether openai-whisper can load ``model`` without the network.

    Args:
        model: a name, or the path of a checkpoint or of a folder with a conversion.
    """
    return has_checkpoint(model) or converted_weights.is_at_hand(_own_name(model))


def has_checkpoint(model: str) -> bool:
    """Return whether ``model`` is a checkpoint's path, or is complete in Whisper's own cache."""
    name = _own_name(model)
    if name not in _SHA256:
        return Path(model).is_file()
    return digest(_place(name)) == _SHA256[name]


def is_model(name: str) -> bool:
    """Return whether ``name`` is a model that can be fetched, or an existing path."""
    return _own_name(name) in _SHA256 or Path(name).exists()


def identity(model: str) -> str:
    """Return a text that changes whenever the weights do; empty for a missing checkpoint.

    The published digest, or path, size and modification time of a local checkpoint or conversion.
    """
    path = Path(model)
    file = path / converted_weights.MODEL if path.is_dir() else path
    file_stamp = stamp(file)
    stamped = f"{file.absolute()} {file_stamp}" if file_stamp else ""
    return _SHA256.get(_own_name(model), stamped)


def server_of(model: str) -> str:
    """Return the URL from which ``model`` is fetched; empty for a local checkpoint."""
    name = _own_name(model)
    return _url(name) if name in _SHA256 else ""


def size_if_reachable(model: str) -> int | None:
    """Return the download size of ``model`` in bytes; None if the server does not respond.

    Cached for a minute, so that a forecast and the start after it make one request.
    """
    name = _own_name(model)
    if name not in _SHA256:
        return None
    return _size_on_server(_url(name), int(monotonic() // _ANSWER_HOLDS_S))


@lru_cache(maxsize=16)
def _size_on_server(url: str, _period: int) -> int | None:
    try:
        return fetch_size(url, timeout_s=_NETWORK_TIMEOUT_S)
    except (OSError, ValueError):
        return None


def fetch(model: str, progress: Progress) -> Path:
    """Return the file with the weights of ``model``, fetched if it is not on this machine.

    Resumes an interrupted download. One process fetches while others wait for it.

    Raises:
        BadInput: neither a model's name nor a checkpoint's path.
        NotInstalled: the weights can't be fetched; the message says how to get them by hand.
        DiskFull: there is no room for them.
    """
    name = _own_name(model)
    if name not in _SHA256:
        return _checkpoint(model)
    place = _place(name)
    if not at_hand(name):
        try:
            _fetch_once(name, place, progress)
        except OSError as error:
            raise NotInstalled(_cure(model, place, why_not(error))) from error
    progress(1.0)
    return place


def cache_folder() -> Path:
    """Return the folder in which openai-whisper keeps its weights."""
    return user_cache_folder() / "whisper"


def _own_name(model: str) -> str:
    return _ALIASES.get(model, model)


def _place(name: str) -> Path:
    return cache_folder() / f"{name}.pt"


def _url(name: str) -> str:
    return f"{_ADDRESS}/{_SHA256[name]}/{name}.pt"


def _checkpoint(model: str) -> Path:
    if Path(model).is_file():
        return Path(model)
    names = ", ".join((*_SHA256, *_ALIASES))
    raise BadInput(f"No Whisper model is called {model!r}: give a checkpoint's path or {names}.")


def _fetch_once(name: str, place: Path, progress: Progress) -> None:
    with only_one(place.with_name(f"{place.name}.lock"), progress):
        if not at_hand(name):  # another process may have fetched it meanwhile
            download(_url(name), place, _SHA256[name], progress)
            digest(place)


def _cure(model: str, place: Path, reason: str) -> str:
    return (
        f"Whisper's weights {model!r} can't be fetched ({reason}): connect to the network and try"
        f" again, or put {_url(_own_name(model))} at {place}, or choose the engine sphinx."
    )
