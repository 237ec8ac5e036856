"""The value of information."""
