"""Runs: where whole pictures stand, and what repeats or changes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vsl.export.timeline import FrameSpan
from vsl.export.video.runs import FrameRun, runs
from vsl.model.project import Still


def _spans(*lengths: tuple[str, int]) -> list[FrameSpan]:
    first, found = 0, []
    for number, (text, count) in enumerate(lengths):
        found.append(FrameSpan(Still(text, lit_token=number, slide=text), first, count))
        first += count
    return found


def test_a_long_span_begins_anew_every_so_many_frames() -> None:
    assert list(runs(_spans(("a", 150)), 60)) == [
        FrameRun(0, 0, 60, 0),
        FrameRun(0, 60, 60, 0),
        FrameRun(0, 120, 30, 0),
    ]


def test_each_slide_begins_with_a_whole_picture() -> None:
    assert [run.frame_num for run in runs(_spans(("a", 10), ("b", 1), ("c", 1)), 60)] == [0, 0, 0]


def test_a_slide_with_the_text_before_it_begins_with_a_whole_picture() -> None:
    spans = [FrameSpan(Still("Stop.", slide=f"s{n}"), 20 * n, 20) for n in range(2)]
    assert [run.frame_num for run in runs(spans, 60)] == [0, 0]


def test_steps_of_a_build_change_the_picture_before_them() -> None:
    shown = runs(_spans(("a", 10), ("a", 10), ("a", 50), ("b", 5)), 60)
    assert list(shown) == [
        FrameRun(0, 0, 10, 0),
        FrameRun(1, 10, 10, 10),
        FrameRun(2, 20, 40, 20),
        FrameRun(2, 60, 10, 0),
        FrameRun(3, 70, 5, 0),
    ]


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 150)), min_size=1, max_size=12),
    st.integers(1, 70),
)
def test_runs_cover_every_frame_and_reach_no_further_than_asked(
    lengths: list[tuple[str, int]], reach: int
) -> None:
    spans, end = _spans(*lengths), 0
    for run in runs(spans, reach):
        assert run.first_frame == end
        assert run.frame_count >= 1
        assert run.frame_num + run.frame_count <= reach
        span = spans[run.span]
        assert span.first_frame <= run.first_frame
        end = run.first_frame + run.frame_count
        assert end <= span.first_frame + span.frame_count
    assert end == sum(count for _, count in lengths)
