"""NVIDIA's Parakeet as an engine."""
