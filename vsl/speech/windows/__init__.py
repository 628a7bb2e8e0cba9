"""Code shared by both Whisper engines: windows of speech in, words with times out."""
