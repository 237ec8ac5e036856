"""What no evidence speaks to, drawn given the rest, several times for each posterior draw."""
