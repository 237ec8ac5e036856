"""The field: nothing is observed before the soundings."""

import stakes


def add(priors, evidence):
    """Register all quantities."""
    stakes.quantities(priors, list(priors))
