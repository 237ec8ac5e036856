"""Recovery, costs and quality of life: the model's own distributions, no evidence."""

import stakes


def add(priors, evidence):
    """Register them all."""
    stakes.quantities(priors, [name for name, q in priors.items() if q.topic == "care"])
