"""Which words of a slide stand out: one phrase, or none, as a copywriter would choose. Pure."""
