"""Durable work outside the request: one task table decides, engines only carry."""
