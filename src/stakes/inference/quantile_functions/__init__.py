"""Beliefs by a standard normal score: the quantile function of each form."""
