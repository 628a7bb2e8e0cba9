"""A script aligned with a voice: what is said where, what differs, and the report of it."""
