"""The graphics card's memory, asked of NVIDIA's own tool: no model library is loaded to know it."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

_ANSWER_S = 5.0
_QUESTION = ("--query-gpu=memory.total", "--format=csv,noheader,nounits")


@cache
def gpu_memory_bytes() -> int:
    """Memory of the largest NVIDIA GPU; 0 where there is none. Looked up once."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return 0
    try:
        answer = subprocess.run(
            [tool, *_QUESTION], capture_output=True, text=True, timeout=_ANSWER_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    return read_answer(answer.stdout)


def read_answer(text: str) -> int:
    """Bytes of the largest of the memories listed in MiB, one a line."""
    return max((int(line) << 20 for line in text.split() if line.isdecimal()), default=0)
