"""Durable jobs outside the request: one task table schedules them, engines only transport them."""
