"""Other beliefs: power scaling, and the least change that ties two options."""
