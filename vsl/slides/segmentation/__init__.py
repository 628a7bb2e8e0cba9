"""Where slides begin: costs of breaks by grammar and pauses, and the cheapest set of them."""
