"""What would change the choice, on any draws."""
