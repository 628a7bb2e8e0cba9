"""Reports formatted as text."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
_GB = 1 << 30


def report_text(report: Json) -> str:
    """Return the health report with its recommendations as text."""
    memory, disk = report["memory"], report["disk"]
    lines = [
        f"Status     {report['status']}",
        f"CPU        {report['cpu']['percent']} % of {report['cpu']['cores']} cores",
        f"Memory     {memory['used_percent']} % of {memory['total_bytes'] / _GB:.1f} GB",
        f"Disk       {disk['free_bytes'] / _GB:.1f} GB of {disk['total_bytes'] / _GB:.1f} GB free",
        f"Jobs       {_counts(report['queue'])}",
        "Caches (look-ups of the last 24 hours)",
        *(f"  {kind:<12} {_cache_text(use)}" for kind, use in report["caches"].items()),
        "Stages (last 24 hours)",
        *(f"  {stage:<12} {_stage_text(figures)}" for stage, figures in report["stages"].items()),
        "Recommendations",
        *(f"  {line}" for line in [*report["problems"], *report["recommendations"]] or ["none"]),
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


def monitor_text(report: Json) -> str:
    """Return the state of the machine in one line."""
    free_gb = report["disk"]["free_bytes"] / _GB
    return (
        f"{report['at']}  {report['status']}  CPU {report['cpu']['percent']} %  "
        f"memory {report['memory']['used_percent']} %  disk {free_gb:.1f} GB free  "
        f"{_counts(report['queue'])}"
    )


def _counts(queue: Json) -> str:
    return ", ".join(f"{count} {state}" for state, count in queue.items()) or "unknown"


def cleanup_text(result: Json) -> str:
    """Return the result of a clean-up in one line."""
    kinds = {**result["caches"], "half-written": result["leftovers"]}
    parts = ", ".join(f"{kind} {_megabytes(size)}" for kind, size in kinds.items())
    return f"Freed {_megabytes(result['freed_bytes'])} ({parts})"


def benchmark_text(results: Json) -> str:
    """Return a benchmark's results, one stage a line."""
    return "\n".join(f"{stage:<18} {_figures_text(figures)}" for stage, figures in results.items())


def probe_text(result: Json) -> str:
    """Return the results of a speed probe, one engine a line."""
    return "\n".join(f"{each['name']:<30} {_pace_text(each)}" for each in result["engines"])


def _pace_text(engine: Json) -> str:
    if not (pace := engine["pace"]):
        return f"skipped: {engine['failure']}"
    timings = ", ".join(f"{length_s} s in {work_s:.1f} s" for length_s, work_s in pace["points"])
    return f"starts in {pace['start_s']:.1f} s, hears {timings}"


def _figures_text(figures: Json) -> str:
    if "skipped" in figures:
        return f"skipped: {figures['skipped']}"
    pace = f"{figures['times_real_time']:>10}× real time" if "times_real_time" in figures else ""
    return f"{figures['seconds']:>10.3f} s {pace}"
