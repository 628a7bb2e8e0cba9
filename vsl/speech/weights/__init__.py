"""Model weights: finding, fetching, checking and converting them."""
