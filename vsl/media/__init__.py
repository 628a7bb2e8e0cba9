"""Decode user recordings in a jailed child process."""
