"""The summary of a choice from draws in blocks, with errors."""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, option_draws, option_ids, sample_dims, to_numpy
from stakes.decision.draws.blocks.effective import effective
from stakes.decision.draws.blocks.reading import blocks, layout_of
from stakes.decision.draws.blocks.totals import Totals
from stakes.decision.draws.summaries.estimate import Estimate, scale_of
from stakes.decision.draws.summaries.information_error import information_error, regret_errors
from stakes.decision.draws.summaries.large_samples import estimates, moments_of
from stakes.decision.draws.summaries.sampling_errors import Part
from stakes.decision.draws.summaries.shares import Summary, summary_of

# of a loaded block: each (option, chain, draw)
type Choices = Callable[[xr.DataArray], Iterable[Array]]


class Seen(NamedTuple):
    """A choice of which every draw was seen once."""

    summary: Summary
    part: Part  # every so many-th draw
    regret_error: Array
    evpi_error: float


def seen(value: xr.DataArray) -> Seen:
    """`Seen` of the net values in blocks: in one pass, or two where the first block has another
    option for the best than all have.

    Raises
    ------
    ValueError
        As in `stakes.compare`; if draws come in sets or branches.
    """
    check_choice(value)
    return seen_of(totals(value, lambda block: [by_chain(block)])[0])


def check_choice(value: xr.DataArray) -> None:
    """Raise the ValueError that the dims or the first draws would."""
    layout_of(value)
    option_draws(value.isel({sample_dims(value)[-1]: slice(0, 2)}).compute())


def by_chain(block: xr.DataArray) -> Array:
    """Draws of a loaded block (option, chain, draw)."""
    x = to_numpy(block, "option").astype(float)
    return x[:, None] if x.ndim == 2 else x


def totals(da: xr.DataArray, choices: Choices) -> list[Totals]:
    """`Totals` of each choice that a block of draws is turned into."""
    layout, ids = layout_of(da), option_ids(da)
    found: list[Totals] = []
    for block in blocks(da):
        for i, x in enumerate(choices(block.draws)):
            if i == len(found):
                found.append(Totals(layout, ids, x))
            found[i].add(x, block.chain, block.draw)
    again = [t.again() if t.mean.argmax() != t.best else None for t in found]
    for block in blocks(da) if any(again) else ():
        for one, x in zip(again, choices(block.draws), strict=True):
            if one:
                one.add(x, block.chain, block.draw)
    return [second or first for first, second in zip(found, again, strict=True)]


def seen_of(t: Totals) -> Seen:
    """`Seen` of the sums of all blocks."""
    part, n, best = t.thinned.part(), t.layout.size, t.best
    moments = moments_of(t.mean, t.sums, n)
    scale = scale_of(zip(moments.value, moments.value_sd, strict=True))
    regret_sd = (part.draws.max(axis=0) - part.draws).std(axis=1)
    size = effective(t, moments, regret_sd, scale)
    value, lead = estimates(part.draws, best, moments, np.stack([size.value, size.lead]), n)
    summary = summary_of(
        n,
        value,
        lead,
        Estimate(moments.share, moments.share_sd, size.share),
        Estimate(moments.gap, moments.gap_sd, size.gap),
        best,
    )
    regret = regret_errors(standing_for(part, size.regret), scale)
    one_more = part if t.batches is None else _at_least(part, lead, n)
    error = information_error(one_more, best, summary.lead.mean, summary.lead.error, regret)
    return Seen(summary, part, regret, error)


def standing_for(part: Part, effective: Array) -> Part:
    """A part of the draws whose errors are then those of so many independent draws."""
    return part._replace(factor=np.sqrt(part.draws.shape[1] / effective))


def _at_least(part: Part, lead: Estimate, n: int) -> Part:
    """A part in which one draw stands for one effective draw of all chains."""
    count = min(np.minimum(lead.ess, n)[lead.sd > 0], default=math.inf)
    return part._replace(factor=part.draws.shape[1] / count)
