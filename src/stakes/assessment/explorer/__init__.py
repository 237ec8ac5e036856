"""The explorer: what the page is given so that a reader can try other weights and beliefs."""
