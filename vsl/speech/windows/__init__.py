"""What both Whisper engines share: windows of speech in, words with times out."""
