"""What of consequences is integrated exactly rather than drawn."""
