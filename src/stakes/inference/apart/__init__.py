"""Parts of what is sampled that no evidence links: each compiled and sampled by itself."""
