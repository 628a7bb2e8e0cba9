"""Speech recognition: one protocol, one adapter for each engine."""
