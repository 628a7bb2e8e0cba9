"""A web page that plays one video."""
