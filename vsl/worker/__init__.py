"""The work of each kind of job, and the programs that run jobs."""
