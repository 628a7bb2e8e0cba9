"""The built-in themes, each made for one kind of sales video. Pure data.

A theme has one background, one ink and one accent; the sections of the offer's price and the
guarantee have backgrounds of their own. ``contrast.doubts`` finds no fault with any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from vsl.model.appearance import Gradient, Highlight, SectionLook, Theme


def _section(
    section: str, background: str, ink: str, highlight: Highlight, *, to: str = ""
) -> SectionLook:
    """Return one section's own colours; ``to`` is its gradient's end, empty for none."""
    gradient = Gradient(to or background, 160)  # else the theme's gradient would apply
    return SectionLook(section, background, ink, gradient, highlight=highlight)


_LOOKS: Final = (
    # Black on white, nothing else: what text-on-screen sales letters have always looked like.
    Theme(),
    # The same at night, for audiences who watch in the evening; amber is kinder than red on black.
    Theme(
        "night",
        background="#0B0D12",
        ink="#FFFFFF",
        highlight=Highlight("colour", "#FFC53D"),
        progress_bar="#FFC53D",
        sections=(
            _section("price", "#FFC53D", "#14120B", Highlight("marker", "#14120B", "#FFC53D")),
            _section("guarantee", "#0B3D2C", "#FFFFFF", Highlight("colour", "#6EE7B0")),
        ),
    ),
    # A letter on warm paper, read with a highlighter in the hand.
    Theme(
        "paper",
        background="#F6F0E4",
        ink="#221C15",
        font="source-serif-bold",
        highlight=Highlight("marker", "#FFE07A"),
        sections=(
            _section("price", "#221C15", "#F6F0E4", Highlight("marker", "#FFE07A", "#221C15")),
            _section("guarantee", "#E3EBD6", "#1E2A16", Highlight("marker", "#BBD99A")),
        ),
    ),
    # Deep water with light in it: calm, for coaches and software.
    Theme(
        "ocean",
        background="#082038",
        ink="#F2F7FF",
        gradient=Gradient("#0E4A6E", 160),
        highlight=Highlight("colour", "#6FE3F2"),
        progress_bar="#6FE3F2",
        sections=(
            _section("price", "#F2F7FF", "#082038", Highlight("marker", "#6FE3F2"), to="#D3ECF7"),
            _section("guarantee", "#06382F", "#F2FFFA", Highlight("colour", "#7FF0C0")),
        ),
    ),
    # Shouts from across the street: offers that end tonight.
    Theme(
        "sun",
        background="#FFD60A",
        ink="#141204",
        font="inter-display-extrabold",
        highlight=Highlight("marker", "#141204", "#FFD60A"),
        progress_bar="#141204",
        sections=(
            _section("price", "#141204", "#FFD60A", Highlight("marker", "#FFD60A", "#141204")),
            _section("guarantee", "#FFFFFF", "#141204", Highlight("marker", "#1B7A43", "#FFFFFF")),
        ),
    ),
    # A tabloid's front page: condensed, loud, red behind the word that sells.
    Theme(
        "headline",
        background="#F7F4EC",
        ink="#141414",
        font="anton",
        max_size_share=190 / 1080,  # condensed letters need a larger size to fill the width
        line_height=1.28,
        highlight=Highlight("marker", "#C9151E", "#FFFFFF"),
        sections=(
            _section("price", "#C9151E", "#FFFFFF", Highlight("marker", "#FFFFFF", "#C9151E")),
            _section("guarantee", "#141414", "#F7F4EC", Highlight("marker", "#F7F4EC", "#141414")),
        ),
    ),
    # A jeweller's window: money, status, high-ticket programmes.
    Theme(
        "gold",
        background="#0B0906",
        ink="#FAF4E4",
        font="yeseva-one",
        gradient=Gradient("#3A290C", 160),
        highlight=Highlight("colour", "#F0C35A"),
        progress_bar="#F0C35A",
        sections=(
            _section(
                "price",
                "#F2CB6B",
                "#171003",
                Highlight("marker", "#171003", "#F6D88C"),
                to="#D9A233",
            ),
            _section("guarantee", "#0D2A1E", "#FAF4E4", Highlight("colour", "#F0C35A")),
        ),
    ),
    # A clean practice: supplements, dentists, anything with a doctor in it.
    Theme(
        "clinic",
        background="#FFFFFF",
        ink="#0C3840",
        font="nunito-extrabold",
        gradient=Gradient("#DDF3F0", 180),
        highlight=Highlight("underline", "#0C8A80"),
        progress_bar="#0C8A80",
        sections=(
            _section("price", "#0B5F62", "#FFFFFF", Highlight("underline", "#8FEDE0")),
            _section("guarantee", "#E9F8E4", "#12391B", Highlight("underline", "#2C8A3E")),
        ),
    ),
    # A private bank: navy, and green where the number goes up.
    Theme(
        "finance",
        background="#0A1730",
        ink="#FFFFFF",
        font="montserrat-extrabold",
        max_size_share=144 / 1080,  # wide letters
        gradient=Gradient("#123061", 160),
        highlight=Highlight("colour", "#4ADE95"),
        progress_bar="#4ADE95",
        sections=(
            _section("price", "#0B6B45", "#FFFFFF", Highlight("marker", "#FFFFFF", "#0B6B45")),
            _section("guarantee", "#FFFFFF", "#0A1730", Highlight("underline", "#0B7F50")),
        ),
    ),
    # A magazine's essay: a story told in serif, from the left, without haste.
    Theme(
        "editorial",
        background="#FBF7EE",
        ink="#241F1A",
        font="dm-serif-display",
        max_size_share=172 / 1080,
        align="left",
        margin_share=0.11,
        highlight=Highlight("colour", "#A8271C"),
        sections=(
            _section("price", "#241F1A", "#FBF7EE", Highlight("colour", "#F2B8A0")),
            _section("guarantee", "#EDF0E2", "#232A18", Highlight("colour", "#3E6B21")),
        ),
    ),
    # A direct-mail letter: slab serif, yellow highlighter, the button in red.
    Theme(
        "letter",
        background="#FFFFFF",
        ink="#1B1B1B",
        font="bitter-extrabold",
        align="left",
        margin_share=0.1,
        highlight=Highlight("marker", "#FFEB3B"),
        sections=(
            _section("price", "#FFF6B8", "#1B1B1B", Highlight("marker", "#C4161C", "#FFFFFF")),
            _section("call_to_action", "#C4161C", "#FFFFFF", Highlight("underline", "#FFEB3B")),
        ),
    ),
    # Launch week: dusk from violet to magenta, for courses and creators.
    Theme(
        "launch",
        background="#1A0B3D",
        ink="#FFFFFF",
        font="montserrat-extrabold",
        max_size_share=144 / 1080,
        gradient=Gradient("#8A1566", 135),
        highlight=Highlight("colour", "#FFD166"),
        progress_bar="#FFD166",
        sections=(
            _section("price", "#FFD166", "#2A0B45", Highlight("marker", "#2A0B45", "#FFD166")),
            _section("guarantee", "#0B3B3A", "#FFFFFF", Highlight("colour", "#8DF5C6")),
        ),
    ),
    # Signs in a dark street: gaming, crypto, nightlife.
    Theme(
        "neon",
        background="#050509",
        ink="#F4F7FF",
        font="oswald-semibold",
        line_height=1.28,
        max_size_share=176 / 1080,
        gradient=Gradient("#14142B", 180),
        highlight=Highlight("box", "#19F5C1"),
        progress_bar="#FF3D9A",
        sections=(
            _section("price", "#19F5C1", "#04130F", Highlight("marker", "#04130F", "#19F5C1")),
            _section("guarantee", "#0A1F1A", "#F4F7FF", Highlight("box", "#FF7AB8")),
        ),
    ),
    # A blackboard: the teacher who underlines.
    Theme(
        "chalk",
        background="#20382F",
        ink="#F6F4E6",
        font="caveat-brush",
        max_size_share=184 / 1080,  # a face that looks small for its size
        line_height=1.15,
        highlight=Highlight("underline", "#FFE066"),
        sections=(
            _section("price", "#FFE066", "#20382F", Highlight("box", "#20382F")),
            _section("guarantee", "#F6F4E6", "#20382F", Highlight("underline", "#2F7D5B")),
        ),
    ),
    # Wrapping paper and a brush: handmade, food, the honest small shop.
    Theme(
        "kraft",
        background="#DDC49A",
        ink="#2C1C0D",
        font="caveat-brush",
        max_size_share=184 / 1080,
        line_height=1.15,
        highlight=Highlight("marker", "#FFF6DF"),
        sections=(
            _section("price", "#2C1C0D", "#F7E7C8", Highlight("marker", "#F7E7C8", "#2C1C0D")),
            _section("guarantee", "#E6E2B8", "#22300F", Highlight("box", "#4C6B1F")),
        ),
    ),
    # Morning at home: wellness, parents, weight loss; friendly and round.
    Theme(
        "coral",
        background="#FFF8F3",
        ink="#3B1712",
        font="nunito-extrabold",
        gradient=Gradient("#FFE0D0", 160),
        highlight=Highlight("box", "#D8432B"),
        progress_bar="#D8432B",
        sections=(
            _section("price", "#B5301B", "#FFFFFF", Highlight("box", "#FFD9C9")),
            _section("guarantee", "#EEF7E6", "#1F3312", Highlight("box", "#3F8A2C")),
        ),
    ),
)

THEMES: Final[Mapping[str, Theme]] = MappingProxyType({theme.name: theme for theme in _LOOKS})
