"""Word to other programs that a job has ended: kept with the ending, sent until it is heard."""
