"""The real worker, but what a dead one held is given to others soon.

python hasty_worker.py [options of Celery]
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import worker  # noqa: E402 -- found by the line above
from vsl.jobs.task_table import TaskTable  # noqa: E402

LEASE_S = 4.0

if __name__ == "__main__":
    os.chdir(ROOT)
    defaults = TaskTable.__init__.__kwdefaults__
    assert defaults is not None
    defaults["lease_s"] = LEASE_S
    worker.main()
