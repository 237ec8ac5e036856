"""Parts of ``analysis/options.toml``."""
