"""The polder: no evidence of its own, all of it as published."""

import stakes


def add(priors, evidence):
    """Register all quantities."""
    stakes.quantities(priors, list(priors))
