"""Advice names a figure and a setting, and stays silent without a reason."""

from __future__ import annotations

from dataclasses import replace

from vsl.ops.advice import Figures, recommend
from vsl.ops.metrics import StageSummary
from vsl.ops.system import Disk, Memory, System
from vsl.settings import Settings

GB = 1 << 30
CALM = Figures(
    system=System(4, 5.0, Memory(32 * GB, 16 * GB, GB), Disk(100 * GB, 50 * GB)),
    whisper=None,
    queue={},
    cache_bytes=0,
)


def _with_memory(available: int) -> Figures:
    memory = Memory(32 * GB, available, GB)
    return replace(CALM, system=replace(CALM.system, memory=memory))


def test_a_calm_machine_needs_no_advice() -> None:
    assert recommend(Settings(), CALM) == ()


def test_a_model_too_big_for_the_memory_is_named_with_one_that_fits() -> None:
    (advice,) = recommend(Settings(whisper_model="large-v3"), _with_memory(5 * GB))
    assert "WHISPER_MODEL=medium" in advice
    assert "5.0 GB" in advice


def test_where_no_model_fits_only_fewer_jobs_help() -> None:
    (advice,) = recommend(Settings(), _with_memory(GB // 2))
    assert "MAX_CONCURRENT_JOBS" in advice
    assert "WHISPER_MODEL" not in advice


def test_listening_slower_than_speech_suggests_the_next_smaller_model() -> None:
    slow = replace(CALM, whisper=StageSummary(3, 90, 99, 1.8))
    (advice,) = recommend(Settings(whisper_model="base.en"), slow)
    assert "1.8 times" in advice
    assert "WHISPER_MODEL=tiny" in advice
    assert recommend(Settings(whisper_model="tiny"), slow) == ()


def test_an_idle_gpu_is_pointed_out() -> None:
    idle = Settings(enable_gpu_acceleration=False)
    assert "ENABLE_GPU_ACCELERATION" in recommend(idle, replace(CALM, has_gpu=True))[0]
    assert recommend(Settings(), replace(CALM, has_gpu=True)) == ()


def test_jobs_follow_the_cores_both_ways() -> None:
    assert "MAX_CONCURRENT_JOBS=4" in recommend(Settings(max_concurrent_jobs=6), CALM)[0]
    waiting = replace(CALM, queue={"queued": 9}, system=replace(CALM.system, cores=8))
    assert "MAX_CONCURRENT_JOBS=4" in recommend(Settings(), waiting)[0]


def test_caches_over_their_size_ask_for_the_cleanup() -> None:
    (advice,) = recommend(Settings(), replace(CALM, cache_bytes=3 * GB))
    assert "--action cleanup" in advice
