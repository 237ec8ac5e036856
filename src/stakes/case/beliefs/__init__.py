"""What a prior may be: a distribution, quantiles or states, and within which bounds."""
