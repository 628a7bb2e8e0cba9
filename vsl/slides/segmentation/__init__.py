"""Choose where slides begin: the cheapest set of breaks by grammar, pauses and lengths."""
