"""What must not be lost: the database, projects, recordings and exports."""
