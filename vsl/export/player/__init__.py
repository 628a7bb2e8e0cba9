"""A page that plays the video by itself."""
