"""Arithmetic on draws: labels, errors, weights, regression on parameters."""
