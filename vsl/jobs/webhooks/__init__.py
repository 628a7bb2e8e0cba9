"""Word to other programs that a job has ended: kept with the ending, delivered until it is heard."""
