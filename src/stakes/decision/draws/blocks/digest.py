"""All that a comparison says of draws in blocks, in two passes."""

from typing import NamedTuple

import xarray as xr

from stakes.decision.draws.arrays import option_ids
from stakes.decision.draws.blocks.cells import Distribution
from stakes.decision.draws.blocks.reading import blocks, layout_of
from stakes.decision.draws.blocks.summary import Seen, by_chain, check_choice, seen_of
from stakes.decision.draws.blocks.tails import Tails
from stakes.decision.draws.blocks.totals import Totals


class Digest(NamedTuple):
    """What two passes over the draws of a choice leave."""

    seen: Seen
    tails: Tails


def digest(value: xr.DataArray, prob: float) -> Digest:
    """`Digest` of net values in blocks, with the equal-tailed interval of a probability.

    Raises
    ------
    ValueError
        As in `stakes.compare`; if draws come in sets or branches.
    """
    check_choice(value)
    totals, lie = _once(value)
    tails = Tails(lie, totals.layout, prob)
    wrong = totals.mean.argmax() != totals.best
    again = totals.again() if wrong else totals
    for block in blocks(value):
        x = by_chain(block.draws)
        tails.add(x, block.chain, block.draw)
        if wrong:
            again.add(x, block.chain, block.draw)
    return Digest(seen_of(again), tails)


def _once(value: xr.DataArray) -> tuple[Totals, Distribution]:
    """The first pass."""
    layout, ids, lie = layout_of(value), option_ids(value), Distribution()
    totals: Totals | None = None
    for block in blocks(value):
        x = by_chain(block.draws)
        totals = totals or Totals(layout, ids, x)
        totals.add(x, block.chain, block.draw)
        lie.add(x)
    assert totals  # there is a block
    return totals, lie
