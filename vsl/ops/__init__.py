"""What operators look at and tidy up."""
