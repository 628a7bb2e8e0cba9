"""Backups of an instance: taken while it runs, checked, restored, byte for byte."""
