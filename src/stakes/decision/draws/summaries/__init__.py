"""What draws say of options, with errors: means, quantiles, tails, regret."""
