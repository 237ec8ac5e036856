import stakes


def add(priors, evidence):
    stakes.quantities(priors, ["rate", "damage"])
