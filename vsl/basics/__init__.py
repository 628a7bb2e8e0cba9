"""Small modules used everywhere, without knowledge of projects, media or drawing."""
