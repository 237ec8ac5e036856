"""What attacks and patches cost: judgement, and published losses."""

import stakes


def add(priors, evidence):
    """Register them all."""
    stakes.quantities(priors, [name for name, q in priors.items() if q.topic == "patches"])
