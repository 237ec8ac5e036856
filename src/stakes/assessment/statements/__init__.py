"""What may be said, as far as errors allow."""
