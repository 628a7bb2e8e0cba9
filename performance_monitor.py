"""The operator's command: how the machine does, what it could do better, room on its disk.

    python performance_monitor.py --action report                 [--json]
    python performance_monitor.py --action cleanup --max-age 24   [--json]
    python performance_monitor.py --action monitor --interval 60  [--count N] [--json]
    python performance_monitor.py --action benchmark              [--recording FILE] [--json]
    python performance_monitor.py --action probe                  [--recording FILE] [--json]

Reads the settings that the server reads and may run beside it. Recordings, projects and exports are
never touched.
"""

from __future__ import annotations

from collections.abc import Sequence

from vsl.cli.main import run_command


def main(arguments: Sequence[str] | None = None) -> None:
    """Do one action; the same as ``vsl monitor``."""
    from vsl.cli.monitor import monitor

    run_command(monitor, "performance_monitor.py", arguments)


if __name__ == "__main__":
    main()
