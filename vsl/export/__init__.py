"""Export formats: video, audio, captions, documents, office files, time lines and a player."""
