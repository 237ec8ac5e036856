"""The model of a case in one picture, from its files."""
