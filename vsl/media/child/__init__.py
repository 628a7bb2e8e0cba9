"""The one program that opens a user's recording, inside a jail."""
