"""Choose which words of a slide are emphasised: one phrase, or none. Pure."""
