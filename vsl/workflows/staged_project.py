"""A project as its viewers see it: staged once, for everything that an export writes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vsl.model.appearance import Theme
from vsl.model.project import Project
from vsl.slides.cards import with_cards
from vsl.workflows.build_deck import theme_with_staging


@dataclass(frozen=True, slots=True)
class StagedProject:
    """A project without and with the cards of its staging, and the theme it is drawn in."""

    spoken: Project  # at the times of the recording
    shown: Project  # with the cards, all times shifted to match; the same where there are none
    theme: Theme  # with the overlays of the staging

    @classmethod
    def of(cls, project: Project) -> StagedProject:
        """Return ``project``, which has no cards yet, staged."""
        shown = _add_cards(project)
        return cls(project, shown, theme_with_staging(shown.deck))


def _add_cards(project: Project) -> Project:
    draft = with_cards(project.deck, project.transcript.words)
    if draft.deck is project.deck:
        return project
    return replace(
        project,
        media=replace(project.media, duration_ms=draft.deck.duration_ms),
        transcript=replace(project.transcript, words=draft.words),
        deck=draft.deck,
    )
