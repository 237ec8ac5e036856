"""The efficiency frontier: options that some threshold makes the best on average, and what the next
unit of effect costs along it.
"""

from stakes.decision.draws.arrays import Array

ON, DOMINATED, EXTENDED = "on the frontier", "dominated", "extendedly dominated"


def frontier(effect: Array, cost: Array) -> list[int]:
    """Options that are the best at some threshold from 0 up, by their means: in rising effect and
    cost.

    References
    ----------
    Johannesson, M. and Weinstein, M. C. (1993). On the decision rules of cost-effectiveness
    analysis. Journal of Health Economics 12(4), 459-467.

    Examples
    --------
    >>> frontier(np.array([0.0, 1.0, 2.0, 1.5]), np.array([0.0, 8.0, 10.0, 12.0]))
    [0, 2]
    """
    at = min(range(len(effect)), key=lambda i: (cost[i], -effect[i]))
    found = [at]
    while True:
        more = [i for i in range(len(effect)) if effect[i] > effect[at]]
        if not more:
            return found
        slope = {i: (cost[i] - cost[at]) / (effect[i] - effect[at]) for i in more}
        at = min(more, key=lambda i: (slope[i], -effect[i]))
        found.append(at)


def status(effect: Array, cost: Array, found: list[int]) -> list[str]:
    """Of each option: on the frontier, dominated by another that costs no more and does no less, or
    by a mixture of two.
    """

    def said(i: int) -> str:
        if i in found:
            return ON
        others = [j for j in range(len(effect)) if j != i]
        worse = any(effect[j] >= effect[i] and cost[j] <= cost[i] for j in others)
        return DOMINATED if worse else EXTENDED

    return [said(i) for i in range(len(effect))]
