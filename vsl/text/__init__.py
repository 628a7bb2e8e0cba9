"""Pure: the spelling of the script on the times of the voice."""
