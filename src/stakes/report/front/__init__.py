"""The main part of the page: what a reader needs before opening anything."""
