"""For whoever writes a case: what to begin with, and what is wrong with its files."""
