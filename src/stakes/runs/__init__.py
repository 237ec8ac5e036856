"""A run: what is fitted, kept on disk and found again."""
