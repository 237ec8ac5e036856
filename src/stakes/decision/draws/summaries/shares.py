"""The record of a choice: values, leads, shares of being best, what perfect information gains."""

from typing import Any, NamedTuple

import numpy as np

from stakes.decision.draws.standard_errors.means import ess_of_rare, ess_of_tail
from stakes.decision.draws.summaries.estimate import Estimate
from stakes.decision.limits import SEEN


class Summary(NamedTuple):
    value: Estimate  # of each option
    lead: Estimate  # of the best option over each
    share: Estimate  # of each option in being best; a tie is split
    gap: Estimate  # of the best of a draw over the best on average; its mean is EVPI
    best: int
    # how many: sets that agree better than independent draws do not see a rare event more often
    draws: int

    @property
    def p_best_error(self) -> Any:
        """Error of the share, at least that with one draw more in which the option is best and one
        in which it is not.
        """
        varies = self.lead.sd > 0
        if not varies.any():
            return np.zeros(len(varies))
        p, sd = self.share.mean, self.share.sd
        least = np.minimum(np.min(self.lead.ess[varies]), self.draws)
        seen = np.minimum(p, 1 - p) * least >= SEEN
        own = np.minimum(self.share.ess, self.draws)
        n = np.where(seen, ess_of_tail(own, least), ess_of_rare(own, least))
        spread = (n * (sd**2 + p**2) + 1) / (n + 2) - ((n * p + 1) / (n + 2)) ** 2
        return np.maximum(self.share.error, np.sqrt(spread / (n + 3)))


def summary_of(
    draws: int, value: Estimate, lead: Estimate, share: Estimate, gap: Estimate, best: int
) -> Summary:
    lead = lead._replace(mean=value.mean[best] - value.mean)
    shares = share._replace(mean=share.mean / share.mean.sum())
    return Summary(value, lead, shares, gap._replace(mean=max(gap.mean, 0.0)), best, draws)
