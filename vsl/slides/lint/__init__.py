"""Pure: what viewers of a deck would stumble over, each finding with its place and its fix."""
