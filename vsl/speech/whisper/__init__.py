"""openai-whisper as an engine."""
