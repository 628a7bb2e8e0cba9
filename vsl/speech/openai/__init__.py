"""An OpenAI-compatible transcription service as an engine."""
