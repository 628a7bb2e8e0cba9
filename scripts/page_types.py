"""Write the page's types anew out of the schemas of the OpenAPI document.

    .venv/bin/python scripts/page_types.py

The file is committed, so that building the page needs no Python; a test compares the two.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TYPES = ROOT / "frontend" / "src" / "schema.ts"


def main() -> None:
    """Write the file in the page's sources."""
    write_types(TYPES)


def write_types(target: Path) -> None:
    """Write TypeScript types of all schemas to ``target``."""
    sys.path.insert(0, str(ROOT))  # a script's own folder is its first, not the project's
    import hatch_build
    from vsl.web.json_schemas import schemas

    document = {
        "openapi": "3.1.0",
        "info": {"title": "VSL", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas()},
    }
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "openapi.json"
        source.write_text(json.dumps(document), encoding="utf-8")
        hatch_build.run_script("types", str(source), "--output", str(target))


if __name__ == "__main__":
    main()
