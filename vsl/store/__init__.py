"""Durable storage: the database, projects, recordings and exports."""
