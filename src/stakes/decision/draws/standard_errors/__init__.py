"""How far the mean of draws may be off: chains, sets, tails."""
