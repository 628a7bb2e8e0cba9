"""The doctor: looks an instance over, and says each fault in one line with its cure."""
