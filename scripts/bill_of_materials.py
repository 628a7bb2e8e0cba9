"""Write the software bill of materials of what is shipped, out of the pins.

    .venv/bin/python scripts/bill_of_materials.py out/sbom.cdx.json

CycloneDX 1.6: Python packages of requirements*.txt, the page's packages and fonts of its lock, the
weights with their digests. Licences come from the packages that are installed.
Source: https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import base64
import importlib.metadata
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_SHIPPED = ("requirements.txt", "requirements-servers.txt", "requirements-weights.txt")
_TORCH = ROOT / "scripts" / "lock.py"  # which the set-up installs to suit the machine
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(.*)$", re.M)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")  # of each of its files for some machine
_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562: of URLs

Json = dict[str, Any]


def main() -> None:
    """Write the bill to the file that the command line names."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(describe_materials(), indent=1) + "\n", encoding="utf-8")


def describe_materials() -> Json:
    """Return the bill; equal pins make equal bills."""
    components = [*_list_python(), *_list_page()]
    text = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, text)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "vsl",
                "name": "vsl",
                "version": _own_version(),
                "licenses": [{"license": {"id": _project()["license"]}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": "vsl", "dependsOn": [each["bom-ref"] for each in components]}],
    }


def _list_python() -> Iterator[Json]:
    texts = [(ROOT / name).read_text().replace("\\\n", " ") for name in _SHIPPED]
    torch = re.findall(r'^TORCH = "(torch==[^"]+)"$', _TORCH.read_text(), re.M)
    pins: dict[str, tuple[str, str, str]] = {}
    for package, version, rest in _PIN.findall("\n".join((*texts, *torch))):
        normal = re.sub(r"[-_.]+", "-", package).lower()
        pins.setdefault(f"pkg:pypi/{normal}@{version}", (package, version, rest))
    for purl, (package, version, rest) in pins.items():
        component = _component(purl, package, version)
        if hashes := _HASH.findall(rest):
            component["hashes"] = [{"alg": "SHA-256", "content": each} for each in hashes]
        yield component | _license_of(package)


def _list_page() -> Iterator[Json]:
    """Yield the packages that the built page and its fonts are made of, without tools."""
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text())
    for place, entry in sorted(lock["packages"].items()):
        name = place.rpartition("node_modules/")[2]
        if not name or entry.get("dev") or entry.get("optional"):
            continue
        purl = f"pkg:npm/{name.replace('@', '%40', 1)}@{entry['version']}"
        component = _component(purl, name, entry["version"])
        algorithm, _, digest = entry.get("integrity", "").partition("-")
        if algorithm == "sha512":
            content = base64.b64decode(digest).hex()
            component["hashes"] = [{"alg": "SHA-512", "content": content}]
        if license := entry.get("license"):
            component["licenses"] = [{"expression": license}]
        yield component


def _component(purl: str, name: str, version: str) -> Json:
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


def _license_of(package: str) -> Json:
    """Return the licence that an installed package declares; nothing where none is known."""
    try:
        facts = importlib.metadata.metadata(package).json
    except importlib.metadata.PackageNotFoundError:
        return {}
    if expression := facts.get("license_expression"):
        return {"licenses": [{"expression": expression}]}
    named = str(facts.get("license") or "").strip().partition("\n")[0]
    return {"licenses": [{"license": {"name": named}}]} if named else {}


def _project() -> Json:
    project: Json = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project


def _own_version() -> str:
    match = re.search(r'__version__ = "([^"]+)"', (ROOT / "vsl" / "__init__.py").read_text())
    if match is None:
        raise SystemExit("vsl/__init__.py names no version.")
    return match[1]


if __name__ == "__main__":
    main()
