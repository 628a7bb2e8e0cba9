"""Everything that opens a user's recording, inside a jailed child process."""
