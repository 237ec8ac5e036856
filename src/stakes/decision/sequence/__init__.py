"""Choices in sequence, with what will have been seen by each."""
