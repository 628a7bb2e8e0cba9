"""Sound of exports: copied, joined, or laid under the voice."""
