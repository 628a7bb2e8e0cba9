"""The jailed program that opens users' recordings."""
