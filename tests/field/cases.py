"""What people bring, a case a kind: what it is, where it was reported, and what is right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldCase:
    """One input of a kind that tools of this sort were reported to read wrong."""

    kind: str
    report: str  # project#number of a public report; "own" for a find of ours
    content: str | bytes
    right: str  # the words that are said, in order

    @property
    def content_bytes(self) -> bytes:
        """The file's content."""
        return self.content if isinstance(self.content, bytes) else self.content.encode()


def name_case(case: FieldCase) -> str:
    """Return the name of a case in the list of tests."""
    return case.kind
