"""What a profile asks beside its weights, in sentences and as tables."""
