"""Expected values of options, the probability of being best, tails, and how sure the ranking is."""

from typing import NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, option_draws, option_ids
from stakes.decision.draws.blocks.digest import digest
from stakes.decision.draws.blocks.reading import streams
from stakes.decision.draws.blocks.summary import seen
from stakes.decision.draws.inputs import takes_draws
from stakes.decision.draws.labels import label_at, option_coords, unit_of
from stakes.decision.draws.summaries.estimate import Estimate
from stakes.decision.draws.summaries.sampling_errors import (
    cvar_errors,
    cvar_lead_errors,
    quantile_errors,
    ranks_behind,
)
from stakes.decision.draws.summaries.shares import Summary
from stakes.decision.draws.summaries.summary import leads, regret_and_information_errors, summarise
from stakes.decision.draws.summaries.tails import WORST, interval_cvar
from stakes.decision.limits import CLEAR_OF_TAIL, HEAVY, clear_level
from stakes.decision.tail_health import Health, health, problems


@takes_draws
def compare(
    value: xr.DataArray, prob: float = 0.9, expected: xr.DataArray | None = None
) -> xr.Dataset:
    """Compare options: what each is worth, how likely it is to be the best, and how sure the
    ranking is.

    Parameters
    ----------
    value : draws of the net value (more is better) with dims ``option`` and (chain, draw[, set]),
        or (sample,) if independent.
    prob : probability of the equal-tailed interval.
    expected : other draws of the same options with the same expected values and less noise, such as
        conditional means: what the value is linear in at its exact mean, states summed out
        (Rao-Blackwell; Casella and Robert 1996). They give expected, mcse, lead, lead_mcse, best
        and resolved; all else needs the draws of `value`, of which they have lost the spread.

    Returns
    -------
    Dataset with, for each option and in the unit of `value`,

    expected, mcse : mean and its Monte Carlo standard error, by effective sample size where the
        draws are chains, and by how far sets agree where there are any
        (`stakes.decision.draws.standard_errors.draw_sets.error_over_sets`).
    sd, lower, upper : standard deviation and equal-tailed interval of the draws.
    p_best, p_best_mcse : probability of being best; a tie is split equally. The error is at least
        that of the sample with one more draw in which the option is best and one in which it is not
        (Laplace's rule), so that an event which was not seen is not taken for impossible; it is 0
        only if no option's lead varies.
    lower_mcse, upper_mcse : errors of the ends of the interval.
    lead, lead_mcse : expected value of the best option less this one's, and the error of the paired
        difference.
    expected_regret, regret_mcse : what choosing the option costs on average against choosing the
        best in every draw.
    cvar, cvar_mcse : mean of the worst 5 % of draws (conditional value at risk), and its Monte
        Carlo standard error.
    cvar_lead, cvar_lead_mcse : of the best option less this one's, and the error of the paired
        difference.
    pareto_k, lead_pareto_k : tail index of the values, and of the best option's lead: from 0.5 on a
        mean has no finite variance, and what is not seen may decide. 0 without a tail. Errors of
        means allow for a tail longer than the draws show
        (`stakes.decision.draws.standard_errors.long_tails.widening`); at k = 0.65 nominal 95 %
        intervals cover 92 %, with nearly all misses on one side.

    and the scalars best (the id with the highest expected value; the first, should several share
    it), evpi, evpi_mcse (see `evpi`) and resolved: the lead over every other option exceeds 2.2 of
    its standard errors, or 3 where its tail is heavy. With sets, the best option of a draw is found
    in each of them, and quantiles, probabilities and EVPI are those of all draws pooled. Regret and
    EVPI count from the best on average of these draws, which may not be that of `expected`. Attrs:
    prob, and the unit of `value` if it has one; caution, where the draws may not carry the numbers
    (`stakes.diagnose`). Of draws in blocks (`stakes.in_blocks`), quantile_error: how far a quantile
    may be off the one of the same draws in memory, at most; errors over chains are by batch means.

    Raises
    ------
    ValueError
        If `prob` is not inside (0, 1), a draw is NaN or infinite, there are fewer than two options
        or draws, two options share an id, dims are missing or unknown, or `expected` has other
        options.

    References
    ----------
    Casella, G. and Robert, C. P. (1996). Rao-Blackwellisation of sampling schemes. Biometrika
    83(1), 81-94. Raiffa, H. and Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard.
    Rockafellar, R. T. and Uryasev, S. (2002). Conditional value-at-risk for general loss
    distributions. Journal of Banking & Finance 26(7), 1443-1471. Vehtari et al. (2021), see
    `stakes.decision.draws.standard_errors.means.ess`.

    Examples
    --------
    >>> draws = np.random.default_rng(1).normal([0.0, 1.0], [0.1, 2.0], size=(4000, 2))
    >>> table = compare(
    ...     xr.DataArray(draws, dims=("sample", "option"), coords={"option": ["wait", "act"]})
    ... )
    >>> table["best"].item(), table["resolved"].item(), table["p_best"].values.round(1).tolist()
    ('act', True, [0.3, 0.7])
    """
    if not 0 < prob < 1:
        raise ValueError(
            f"prob is the probability of an interval and must lie inside (0, 1), not {prob}; 0.9 "
            "is usual"
        )
    said = _in_blocks if streams(value) else _in_memory
    return _table(value, prob, said(value, prob, expected))


class Said(NamedTuple):
    """What draws say, read from memory or block by block."""

    summary: Summary
    ranking: "Ranking"
    tails: Health
    interval: Array  # (3, option): lower and upper end, mean of the worst
    interval_error: Array  # (2, option)
    cvar_error: Array
    cvar_lead_error: Array
    regret_error: Array
    evpi_error: float
    off: float | None = None  # how far a quantile read from blocks may be off, at most


def _in_memory(value: xr.DataArray, prob: float, expected: xr.DataArray | None) -> Said:
    x = option_draws(value)
    s = summarise(x, option_ids(value))
    found = _ranking(s, value, expected)
    behind = ranks_behind(x)
    return Said(
        s,
        found,
        health(x, found.best),
        interval_cvar(x, prob),
        quantile_errors(x, prob, behind),
        cvar_errors(x, WORST, behind),
        cvar_lead_errors(x, WORST, found.best, behind),
        *regret_and_information_errors(x, s),
    )


def _in_blocks(value: xr.DataArray, prob: float, expected: xr.DataArray | None) -> Said:
    seen, tails = digest(value, prob)
    found = _ranking(seen.summary, value, expected)
    tail = tails.found(seen.part, found.best)
    return Said(
        seen.summary,
        found,
        health(seen.part, found.best),
        *tail[:4],
        seen.regret_error,
        seen.evpi_error,
        tail.off,
    )


def _table(value: xr.DataArray, prob: float, said: Said) -> xr.Dataset:
    s, found, tails = said.summary, said.ranking, said.tails
    columns = _columns(said)
    columns |= {"pareto_k": tails.pareto_k, "lead_pareto_k": tails.lead_pareto_k}
    scalars = {
        "best": label_at(value, found.best),
        "evpi": s.gap.mean,
        "evpi_mcse": said.evpi_error,
        "resolved": resolved(found.lead, found.best, tails.lead_pareto_k),
    }
    wrong = problems(option_ids(value), found.best, found.lead, s.draws, tails)
    more = {} if said.off is None else {"quantile_error": said.off}
    return xr.Dataset(
        {name: ("option", column) for name, column in columns.items()} | scalars,
        option_coords(value),
        unit_of(value) | {"prob": prob} | more | ({"caution": "; ".join(wrong)} if wrong else {}),
    )


class Ranking(NamedTuple):
    worth: Estimate  # of each option
    lead: Estimate  # of the best option over each
    best: int


def _ranking(s: Summary, value: xr.DataArray, expected: xr.DataArray | None) -> Ranking:
    if expected is None:
        return Ranking(s.value, s.lead, s.best)
    same = _same(expected, value)
    if streams(same):
        other = seen(same).summary
        return Ranking(other.value, other.lead, other.best)
    return Ranking(*leads(option_draws(same), option_ids(value)))


def _columns(said: Said) -> dict[str, Array]:
    s, found = said.summary, said.ranking
    lower, upper, cvar = said.interval
    lower_error, upper_error = said.interval_error
    return {
        "expected": found.worth.mean,
        "mcse": found.worth.error,
        "sd": s.value.sd,
        "lower": lower,
        "upper": upper,
        "lower_mcse": lower_error,
        "upper_mcse": upper_error,
        "p_best": s.share.mean,
        "p_best_mcse": s.p_best_error,
        "lead": found.lead.mean,
        "lead_mcse": found.lead.error,
        "expected_regret": s.gap.mean + s.lead.mean,
        "regret_mcse": said.regret_error,
        "cvar": cvar,
        "cvar_mcse": said.cvar_error,
        "cvar_lead": cvar[found.best] - cvar,
        "cvar_lead_mcse": said.cvar_lead_error,
    }


def resolved(lead: Estimate, best: int, tails: Array) -> bool:
    """Whether the best option leads every other by more than 2.2 errors, or 3 where the lead has a
    heavy tail: k from 0.5; by Student's t where few draws tell the error.
    """
    level = clear_level(lead.ess)
    level = np.where(np.asarray(tails) < HEAVY, level, np.maximum(level, CLEAR_OF_TAIL))
    errors = level * lead.error
    return bool(np.delete(lead.mean > errors, best).all())


def _same(expected: xr.DataArray, value: xr.DataArray) -> xr.DataArray:
    """The options in the order of `value`."""
    ids = option_ids(value)
    here = option_ids(expected) if "option" in expected.dims else []
    if sorted(here) != sorted(ids):
        raise ValueError(
            f"expected has the options {', '.join(here) or 'none'}, value {', '.join(ids)}: give "
            "the same in both"
        )
    return expected.isel(option=[here.index(i) for i in ids])
