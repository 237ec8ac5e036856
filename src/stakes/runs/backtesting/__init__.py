"""The decision as of each of many dates: what would have been decided with what was known."""
