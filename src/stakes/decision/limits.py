"""From where on a number is trusted: the limits that all methods of the decision layer share."""

CLEAR = 2.0  # standard errors beyond which a difference is resolved
# Pareto k of draws beyond which their mean has no finite variance, and no central limit theorem
HEAVY = 0.5
# Pareto k of importance weights up to which a weighted mean and its error can be trusted (Vehtari
# et al. 2024)
TRUSTED = 0.7
ENOUGH = 100  # effective draws that carry an estimate which weights tail draws
CARRIED = 50  # draws by which an error must be carried, or the next sample may say something else
