"""The figures of reports as lines of text for people."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
_GB = 1 << 30


def report_text(found: Json) -> str:
    """The health report with its recommendations."""
    memory, disk = found["memory"], found["disk"]
    lines = [
        f"Status     {found['status']}",
        f"CPU        {found['cpu']['percent']} % of {found['cpu']['cores']} cores",
        f"Memory     {memory['used_percent']} % of {memory['total_bytes'] / _GB:.1f} GB",
        f"Disk       {disk['free_bytes'] / _GB:.1f} GB of {disk['total_bytes'] / _GB:.1f} GB free",
        f"Jobs       {_counts(found['queue'])}",
        "Caches (look-ups of the last 24 hours)",
        *(f"  {kind:<12} {_cache_text(use)}" for kind, use in found["caches"].items()),
        "Stages (last 24 hours)",
        *(f"  {stage:<12} {_stage_text(figures)}" for stage, figures in found["stages"].items()),
        "Recommendations",
        *(f"  {line}" for line in [*found["problems"], *found["recommendations"]] or ["none"]),
    ]
    return "\n".join(lines)


def _cache_text(use: Json) -> str:
    size = f"{use['files']} files, {_megabytes(use['size_bytes'])}"
    return f"{size}, {use['hits']} hits, {use['misses']} misses"


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB"


def _stage_text(figures: Json) -> str:
    factor = figures["real_time_factor"]
    pace = f", {factor} s a second of recording" if factor else ""
    times = f"median {figures['median_s']} s, 95 % under {figures['p95_s']} s"
    return f"{figures['count']} runs, {times}{pace}"


def monitor_text(found: Json) -> str:
    """One look at the machine, in one line."""
    free_gb = found["disk"]["free_bytes"] / _GB
    return (
        f"{found['at']}  {found['status']}  CPU {found['cpu']['percent']} %  "
        f"memory {found['memory']['used_percent']} %  disk {free_gb:.1f} GB free  "
        f"{_counts(found['queue'])}"
    )


def _counts(queue: Json) -> str:
    return ", ".join(f"{count} {state}" for state, count in queue.items()) or "unknown"


def cleanup_text(found: Json) -> str:
    """What a clean-up gave back."""
    kinds = {**found["caches"], "half-written": found["leftovers"]}
    parts = ", ".join(f"{kind} {_megabytes(size)}" for kind, size in kinds.items())
    return f"Freed {_megabytes(found['freed_bytes'])} ({parts})"


def benchmark_text(found: Json) -> str:
    """A line a stage."""
    return "\n".join(f"{stage:<18} {_figures_text(figures)}" for stage, figures in found.items())


def probe_text(found: Json) -> str:
    """A line an engine."""
    return "\n".join(f"{each['name']:<30} {_pace_text(each)}" for each in found["engines"])


def _pace_text(engine: Json) -> str:
    if not (pace := engine["pace"]):
        return f"skipped: {engine['failure']}"
    heard = ", ".join(f"{length_s} s in {work_s:.1f} s" for length_s, work_s in pace["points"])
    return f"starts in {pace['start_s']:.1f} s, hears {heard}"


def _figures_text(figures: Json) -> str:
    if "skipped" in figures:
        return f"skipped: {figures['skipped']}"
    pace = f"{figures['times_real_time']:>10}× real time" if "times_real_time" in figures else ""
    return f"{figures['seconds']:>10.3f} s {pace}"
