"""What a job does, and the programs that do jobs."""
