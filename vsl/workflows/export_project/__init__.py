"""Export a project in any format: the registry of formats and their writers."""
