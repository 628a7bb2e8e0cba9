"""The GPU's memory, read by ``nvidia-smi``, without loading a model library."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

_TIMEOUT_S = 5.0
_ARGUMENTS = ("--query-gpu=memory.total", "--format=csv,noheader,nounits")


@cache
def gpu_memory_bytes() -> int:
    """Return the memory of the largest NVIDIA GPU; 0 if there is none. Read once."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return 0
    try:
        answer = subprocess.run(
            [tool, *_ARGUMENTS], capture_output=True, text=True, timeout=_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    return read_answer(answer.stdout)


def read_answer(text: str) -> int:
    """Return the bytes of the largest of the memories in ``text``: MiB, one a line."""
    return max((int(line) << 20 for line in text.split() if line.isdecimal()), default=0)
