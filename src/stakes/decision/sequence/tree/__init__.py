"""The policy as a small tree that can be said."""
