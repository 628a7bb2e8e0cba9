"""Documents that are edited outside and come back: writers beside readers."""
