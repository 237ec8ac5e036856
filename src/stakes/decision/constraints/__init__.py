"""What an option must hold before anything else counts, and what counts first."""
