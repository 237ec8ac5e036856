"""The joint model: its variables, and which of their elements evidence speaks to."""
