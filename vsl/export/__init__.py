"""What a marketer takes away: video and captions."""
