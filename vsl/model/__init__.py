"""The values that every stage takes and gives, and the JSON document that keeps a project."""
