"""Audio of exports: copied, joined, or mixed with music."""
