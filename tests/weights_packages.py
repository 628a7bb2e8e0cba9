"""Packages that hold the weights of an invented model in two parts, installed as pip does it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from random import Random

from vsl.speech.weights.converted import Conversion

PACKAGES = ("acme-weights-part1", "acme-weights-part2")
PARTS = ("model.bin.part1", "model.bin.part2")
CONTENT: Mapping[str, bytes] = {
    "model.bin": Random(1).randbytes((2 << 20) + 1),  # more than one block, and an odd number
    "config.json": b"{}",
    "tokenizer.json": b'{"model": {}}',
    "vocabulary.txt": b"a\nb\n",
}
CONVERSION = Conversion(
    {name: sha256(data).hexdigest() for name, data in CONTENT.items()}, PACKAGES, PARTS
)


def install_packages(site: Path) -> Path:
    """Put both packages into ``site``, to be put on the path of imports."""
    half = len(CONTENT["model.bin"]) // 2
    halves = CONTENT["model.bin"][:half], CONTENT["model.bin"][half:]
    others = {name: data for name, data in CONTENT.items() if name != "model.bin"}
    _install(site, PACKAGES[0], {PARTS[0]: halves[0], **others})
    _install(site, PACKAGES[1], {PARTS[1]: halves[1]})
    return site


def find_part(site: Path, number: int) -> Path:
    """Return where a part of the model lies."""
    return site / PACKAGES[number].replace("-", "_") / "data" / PARTS[number]


def _install(site: Path, package: str, files: Mapping[str, bytes]) -> None:
    module = package.replace("-", "_")
    facts = f"{module}-1.0.0.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0.0\n"
    placed = {f"{module}/data/{name}": data for name, data in files.items()}
    placed |= {f"{module}/__init__.py": b"", f"{facts}/METADATA": metadata.encode()}
    placed[f"{facts}/RECORD"] = "".join(f"{name},,\n" for name in placed).encode()
    for name, data in placed.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(data)
