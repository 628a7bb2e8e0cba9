"""Reading limits of viewers: how long a text stays, and how fast it may come.

Source: Netflix Timed Text Style Guide, "Duration" (5/6 s to 7 s on the screen) and its reading
speeds: 17 characters a second are comfortable, above 21 viewers cannot keep up.
"""

from __future__ import annotations

from typing import Final

SHORTEST_MS: Final = 833
LONGEST_MS: Final = 7000
EASY_CPS: Final = 17.0  # characters a second
MOST_CPS: Final = 21.0
