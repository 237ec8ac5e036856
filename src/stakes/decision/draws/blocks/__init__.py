"""Draws that do not fit in memory: read block by block, in one pass or two."""
