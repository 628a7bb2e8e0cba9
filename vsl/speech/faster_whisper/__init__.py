"""faster-whisper as an engine."""
