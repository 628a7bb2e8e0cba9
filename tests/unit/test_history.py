from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vsl.store.history import Link, redone, undone, worth_keeping

DAY_S = 86_400.0


class Editor:
    """What the store does with versions, and what editors expect of it, side by side."""

    def __init__(self, keep: int = 1000) -> None:
        self.links: dict[int, Link] = {}
        self.current = 0
        self.keep = keep
        self.past: list[int] = []  # of the documents, by the version that brought them
        self.future: list[int] = []

    @property
    def shown(self) -> int:
        return self.links[self.current].same_as

    def edit(self, created: float = 0.0) -> None:
        before = self.shown if self.links else None
        self.past += [before] if before else []
        self.future = []
        self.current += 1
        self.add(Link(self.current, self.current, before, self.current, "", created))
        kept = worth_keeping(self.links, self.current, self.keep)
        self.links = {number: link for number, link in self.links.items() if number in kept}

    def undo(self) -> None:
        target = undone(self.links, self.current)
        assert (target and target.number) == (self.past[-1] if self.past else None)
        if target:
            self.future.append(self.shown)
            self.past.pop()
            self.show(target)

    def redo(self) -> None:
        target = redone(self.links, self.current)
        assert (target and target.number) == (self.future[-1] if self.future else None)
        if target:
            self.past.append(self.shown)
            self.future.pop()
            self.show(target)

    def show(self, target: Link) -> None:
        tip = self.links[self.current].tip
        self.current += 1
        self.add(Link(self.current, target.number, None, tip, "", 0.0))

    def add(self, link: Link) -> None:
        self.links[link.number] = link


@given(st.lists(st.sampled_from(["edit", "undo", "undo", "redo"]), max_size=30))
def test_undo_and_redo_go_where_every_editor_goes(steps: list[str]) -> None:
    editor = Editor()
    editor.edit()
    for step in steps:
        getattr(editor, step)()
        assert worth_keeping(editor.links, editor.current) == set(editor.links)


def test_the_newest_versions_are_kept_and_undo_reaches_as_far() -> None:
    editor = Editor(keep=3)
    for _ in range(10):
        editor.edit()
    assert set(editor.links) == {8, 9, 10}
    editor.past = [8, 9]
    for _ in range(3):
        editor.undo()
    assert editor.shown == 8


def test_the_last_version_of_each_day_is_kept() -> None:
    editor = Editor(keep=2)
    for hour in range(100):
        editor.edit(created=hour * 3600.0)
    days = [int(link.created // DAY_S) for link in editor.links.values()]
    assert days == [0, 1, 2, 3, 4, 4]
    assert [link.created / 3600 % 24 for link in editor.links.values()][:4] == [23] * 4


def test_no_version_of_undo_loses_the_document_that_it_shows() -> None:
    editor = Editor(keep=3)
    for _ in range(3):
        editor.edit()
    for _ in range(2):
        editor.undo()
    for _ in range(5):
        kept = worth_keeping(editor.links, editor.current, 3)
        assert {editor.links[number].same_as for number in kept} <= kept
        editor.edit()
