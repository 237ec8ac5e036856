"""One parameter at a time: break-even and tornado."""
