"""What would change the answer of the case."""
