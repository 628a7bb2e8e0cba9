"""The one program that opens a user's recording, in a jail: ``python -m vsl.media.child REQUEST``."""
