"""The value of knowing single parameters (EVPPI), from draws in blocks: by normal equations that
are summed over blocks.

Bins, knots and steps are placed by every so many-th draw; all sums are of all draws. The first pass
finds the options' order, the second sums leads over the bins of each parameter.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, is_number, option_ids
from stakes.decision.draws.blocks.bin_sums import BinSums
from stakes.decision.draws.blocks.reading import (
    Block,
    Layout,
    blocks,
    check_same_blocks,
    layout_of,
)
from stakes.decision.draws.blocks.summary import by_chain, check_choice, seen_of
from stakes.decision.draws.blocks.thinned import Thinned
from stakes.decision.draws.blocks.totals import Totals
from stakes.decision.draws.inputs import Parameters
from stakes.decision.draws.parameters import check_draws, elements
from stakes.decision.draws.regression.axis import Axis
from stakes.decision.draws.regression.jumps import axis_with_jumps
from stakes.decision.draws.regression.moments import moments_of_bins
from stakes.decision.draws.regression.penalised_regression import best_option, coefficients
from stakes.decision.draws.regression.penalties import PRICE, modes
from stakes.decision.draws.regression.tensor_products import products
from stakes.decision.draws.standard_errors.long_tails import MANY
from stakes.decision.draws.standard_errors.means import tail_factor
from stakes.decision.information.learnt import NOTHING, Learnt
from stakes.decision.information.noise_floor import null_estimates
from stakes.decision.information.regression_estimator import FLOOR
from stakes.decision.limits import CLEAR


class Choice(NamedTuple):
    """A choice to be informed, of which every draw was seen once."""

    layout: Layout
    options: list[int]  # the best on average, then the others, the closest first
    rivals: list[int]  # numbers of leads that may be the best on average
    leads: Array  # (lead, draw) of a part of the draws; the first is 0
    evpi: float
    jump: float  # as in `stakes.decision.information.choice.Choice`
    time: float  # autocorrelation time of the slowest lead


def learnt_in_blocks(
    value: xr.DataArray, parameters: Parameters
) -> tuple[dict[str, Learnt], float]:
    """What knowing each parameter is worth, and EVPI; constant ones are worth `NOTHING`.

    Raises
    ------
    ValueError
        As in `stakes.evppi`; if draws come in sets or branches, lie in unequal chunks, or a
        parameter is no single number.
    """
    check_choice(value)
    known = check_draws(value, parameters, "parameters")
    for name, da in known.data_vars.items():
        check_same_blocks(str(name), da, value)
        if not is_number(da) or da.dtype.kind not in "biuf" or da.attrs.get("categorical"):
            raise ValueError(
                f"{name} is no single number, and only these are read block by block: select its "
                "elements, or load a part of the draws, isel(...).compute()"
            )
    choice, part = _first_pass(value, known)
    moving = {name: x for name, x in part.items() if x.min() < x.max()}
    if not choice.evpi:
        return dict.fromkeys(part, NOTHING), 0.0
    axes = {
        name: axis_with_jumps(x, choice.leads[1:], x.shape, as_names=False)
        for name, x in moving.items()
    }
    sums = _second_pass(value, known, choice, {n: (axes[n], moving[n]) for n in moving})
    found = {name: _learnt(choice, axes[name], s) for name, s in sums.items()}
    return {name: found.get(name, NOTHING) for name in part}, choice.evpi


def _first_pass(value: xr.DataArray, known: xr.Dataset) -> tuple[Choice, dict[str, Array]]:
    layout, thinned, totals = layout_of(value), Thinned(layout_of(value)), None
    for block, rows in _together(value, known):
        x = by_chain(block.draws)
        totals = totals or Totals(layout, option_ids(value), x)
        totals.add(x, block.chain, block.draw)
        thinned.add(rows, block.chain, block.draw)
    assert totals  # there is a block
    if totals.mean.argmax() != totals.best:
        totals = totals.again()
        for block in blocks(value):
            totals.add(by_chain(block.draws), block.chain, block.draw)
    return _choice(totals), dict(zip(map(str, known.data_vars), thinned.rows, strict=True))


def _choice(t: Totals) -> Choice:
    s, part = seen_of(t).summary, t.thinned.rows
    order = sorted(range(len(t.ids)), key=lambda d: (d != t.best, -t.mean[d], t.ids[d]))
    kept = [t.best]
    for d in order[1:]:  # one that equals another in every draw counts once
        same = [o for o in kept if _equal(t, part, d, o)]
        kept += [] if same else [d]
    clear = s.lead.mean >= CLEAR * s.lead.error
    changed = max(t.layout.size * (1 - float(s.share.mean[t.best])), 1.0)
    return Choice(
        t.layout,
        kept,
        [i for i, d in enumerate(kept) if i and not clear[d]],
        part[kept] - part[t.best],
        s.gap.mean,
        float(np.sqrt(t.sums.gap[1] / changed)),
        max([1.0, *(t.layout.size / s.lead.ess[kept[1:]])]),
    )


def _equal(t: Totals, part: Array, a: int, b: int) -> bool:
    sums = (t.sums.lead, t.sums.lead_square)
    return np.array_equal(part[a], part[b]) and all(s[a] == s[b] for s in sums)


def _together(value: xr.DataArray, known: xr.Dataset) -> Iterator[tuple[Block, Array]]:
    """Blocks of the values, and draws (parameter, chain, draw) of the same block."""
    for block in blocks(value):
        dims = {d: block.draws.sizes[d] for d in ("chain", "draw", "sample") if d in value.dims}
        first = {"chain": block.chain, "draw": block.draw, "sample": block.draw}
        here = known.isel({d: slice(first[d], first[d] + n) for d, n in dims.items()}).compute()
        rows = [x for one in elements(here).values() for x in one.values()]
        shape = (block.draws.sizes.get("chain", 1), -1)
        yield block, np.stack([x.reshape(shape).astype(float) for x in rows])


def _second_pass(
    value: xr.DataArray,
    known: xr.Dataset,
    choice: Choice,
    axes: dict[str, tuple[Axis, Array]],
) -> dict[str, BinSums]:
    count = len(choice.options)
    sums = {n: BinSums(axis, x, count, choice.layout) for n, (axis, x) in axes.items()}
    names = [str(name) for name in known.data_vars]
    for block, rows in _together(value, known):
        x = by_chain(block.draws)[choice.options]
        y = x - x[0]
        for name, row in zip(names, rows, strict=True):
            if name in sums:
                sums[name].add(row, y, block.chain, block.draw)
    return sums


def _learnt(choice: Choice, axis: Axis, s: BinSums) -> Learnt:
    n, part = choice.layout.size, choice.leads[1:]
    basis = products([axis], len(axis.rough))
    sums = moments_of_bins(axis.table, s.count, s.total[1:].swapaxes(0, 1))
    total = s.total.sum(axis=(1, 2))
    spread = (s.cross.sum(axis=(2, 3)) - np.outer(total, total) / n) / (n - 1)
    m = modes(basis, sums, part)._replace(square=np.diag(spread)[1:] * (n - 1) / n)
    full, out = coefficients(basis, sums, m, PRICE * choice.time)
    inside = best_option(axis.table @ full)
    outside = np.stack([best_option(axis.table @ o) for o in out])
    mean, error = _gain(choice, s, inside, outside, axis)
    time = np.full(len(m.rough), choice.time)
    null = null_estimates(basis, m, spread[1:, 1:], time, n)
    unseen = choice.jump * choice.time / n
    return Learnt(
        max(mean, 0.0),
        float(np.linalg.norm([error, null.std(), unseen])),
        float(np.quantile(null, FLOOR)),
    )


def _gain(
    choice: Choice, s: BinSums, inside: Array, outside: Array, axis: Axis
) -> tuple[float, float]:
    """Mean of what choosing by bins, inside and held out, gains in a draw, and its error: the
    largest against any option that may be the best on average.
    """
    n, fold, place = choice.layout.size, *np.indices(outside.shape)
    total = (s.total[inside, fold, place] + s.total[outside, fold, place]).sum() / 2

    def product(a: Array | int, b: Array | int) -> float:
        return float(s.cross[a, b, fold, place].sum())

    square = (product(inside, inside) + product(outside, outside)) / 4
    square += product(inside, outside) / 2
    found, count = [], n / choice.time
    kept = s.fold_of(np.arange(len(axis.bin)) * max(n // MANY, 1))
    taken = np.stack([inside[axis.bin], outside[kept, axis.bin]])
    gain = np.take_along_axis(choice.leads, taken, axis=0).mean(axis=0)
    for r in [0, *choice.rivals]:
        mean = (total - s.total[r].sum()) / n
        both = product(inside, r) + product(outside, r)
        variance = max((square - both + product(r, r)) / n - mean**2, 0.0) * n / (n - 1)
        part = gain - choice.leads[r]
        wider = tail_factor(part, float(part.mean()), float(part.std()), count)
        found.append(wider * np.sqrt(variance / count))
    return float(total / n), float(max(found))
