"""Values shared by all stages, and the JSON document that stores a project."""
