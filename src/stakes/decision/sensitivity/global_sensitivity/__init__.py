"""All parameters at once: shares of variance, Shapley effects, Borgonovo's delta."""
