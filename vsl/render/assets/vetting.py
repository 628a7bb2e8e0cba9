"""Vet a theme's file in a child process.

Libraries that read images and fonts have crashed on hostile files before. In a child that can do
nothing else, a crash or a decompression bomb becomes one clear error.
"""

from __future__ import annotations

from typing import Final

from vsl.basics.jail import Allowance
from vsl.basics.reading_child import ReadingRequest, read_in_child

_READERS: Final = {
    "image": "vsl.render.assets.image_vetting:vet_file",
    "font": "vsl.render.assets.font_vetting:vet_file",
}
_ALLOWANCE: Final = Allowance(cpu_s=40, memory_bytes=2 << 30, output_bytes=256 << 20)
"""The largest image takes some 400 MB."""


def vet_file(content: bytes, kind: str) -> bytes:
    """Return the vetted file: an sRGB PNG or JPEG, or a TTF or OTF font.

    Raises:
        BadInput: the file is of another kind, or makes the child crash or exceed its time.
        ToolFailed: the child failed for another reason.
    """
    request = ReadingRequest(_READERS[kind], f"The {kind}", allowance=_ALLOWANCE)
    return read_in_child(request, content)
