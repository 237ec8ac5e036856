"""A plot of each result."""
