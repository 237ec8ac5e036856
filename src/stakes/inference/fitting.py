"""The fit of a case: what evidence speaks to is sampled, compiled once, and everything else is
drawn given that.
"""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.decision.draws.importance_weights import pareto_k
from stakes.decision.limits import TRUSTED
from stakes.inference.apart.drawing import Elsewhere, draw
from stakes.inference.apart.parts import Parts, parted
from stakes.inference.assembly import (
    Layout,
    Sampled,
    assemble,
    posterior_of,
    without_helpers,
)
from stakes.inference.check_statistics import check_statistics
from stakes.inference.gate import JOINT, refit_name
from stakes.inference.log_densities import powers_of, summed_densities
from stakes.inference.model.joint_model import Split, build, split
from stakes.inference.model.powers import EVIDENCE, PRIOR
from stakes.inference.model.sampled_part import frozen
from stakes.inference.predictive_checks import draw_prior
from stakes.inference.sampling import Settings
from stakes.inference.states import recover

DRAWS, TUNE, CHAINS = 2500, 1000, 4
REFIT_DRAWS, REFIT_TUNE, REFIT_SETS = 1500, 1000, 4


def fit(
    case: Case,
    *,
    as_of: date | None = None,
    draws: int = DRAWS,
    tune: int = TUNE,
    chains: int = CHAINS,
    seed: int | None = None,
    progress: bool = True,
    cores: int | None = None,
    alphas: Sequence[float] = (),
    say: Callable[[str], None] | None = None,
    processes: int = 1,
) -> xr.DataTree:
    """Fit the case: posterior, prior and predictive draws with the evidence known on a date.

    Parameters
    ----------
    case : an open case.
    as_of : evidence known later is left out; the case's own date if None.
    draws, tune, chains : kept draws and warm-up draws per chain, and chains.
    seed : the case's seed if None.
    progress : show a progress bar.
    cores : chains run at once; all processors if None. The draws do not depend on it.
    alphas : powers of priors and evidence for which the posterior is sampled again where weights
        could not be trusted; see `add_refits`.
    say : takes a line where something is sampled once more, as it did not converge; see
        `stakes.inference.sampling.draw`.
    processes : in which parts of the model that no evidence links are compiled and sampled at once;
        the draws do not depend on it. A script that asks for more than one must guard its main
        part (``if __name__ == "__main__":``), as `multiprocessing` has it.

    Returns
    -------
    DataTree
        Groups ``posterior``, ``prior``, ``sample_stats``, ``posterior_predictive``,
        ``observed_data``, ``constant_data``, ``log_prior`` (of what is sampled),
        ``log_likelihood`` and ``gradients`` (see `stakes.inference.sampling.sample`). In the
        posterior, what evidence speaks to is sampled, [chain, draw, ...], and everything else drawn
        several times for each posterior draw, [chain, draw, set, ...]. States are drawn given the
        rest. Variables of quantities carry their label, unit and sources as attributes. See
        `recipe`. Where parts are sampled apart, ``sample_stats`` are of all of them together; see
        `stakes.inference.apart.drawing.draw`.

    Raises
    ------
    KeyboardInterrupt
        If interrupted; nothing is kept.

    References
    ----------
    Hoffman, M. D. and Gelman, A. (2014). The No-U-Turn Sampler. JMLR 15, 1593-1623.
    """
    model = build(case, as_of)
    check_statistics(case, model)
    whole = split(case, model)
    seed = case.seed if seed is None else seed
    shape = (chains, draws)
    if whole.part is None:
        return assemble(case, whole, Sampled(None, shape, seed), as_of)
    parts = _parts(whole)
    settings = Settings(draws, tune, chains, seed, cores, progress)
    elsewhere = Elsewhere(sampled_parts, (case, as_of), processes)
    trace, diagnostics = draw(parts, JOINT, settings, say, elsewhere)
    tree = assemble(case, whole, Sampled(trace, shape, seed, diagnostics), as_of)
    if alphas:
        add_refits(tree, case, whole, parts, alphas, say)
    return tree


def sampled_parts(case: Case, as_of: date | None = None) -> Parts:
    """Independent parts of what is sampled of a case, whose priors and evidence can be raised to
    powers.
    """
    return _parts(split(case, build(case, as_of)))


def _parts(whole: Split) -> Parts:
    return parted(frozen(whole.part, (PRIOR, EVIDENCE)))


def prior_draws(case: Case, as_of: date | None = None, draws: int = 20) -> xr.DataTree:
    """A handful of draws before the evidence, as a fit with a ``posterior`` and a ``prior``: to try
    the case's code on before anything is sampled.

    Raises
    ------
    CaseError
        If a model file, or what it checks its likelihoods by, does not do what it must.
    """
    model = build(case, as_of)
    check_statistics(case, model)
    prior = without_helpers(
        recover(draw_prior(model, case.seed, draws), case.quantities, case.seed)
    )
    groups = {"/": xr.Dataset(attrs={"as_of": str(as_of or case.as_of)}), "prior": prior}
    return xr.DataTree.from_dict({**groups, "posterior": prior})


def add_refits(
    tree: xr.DataTree,
    case: Case,
    whole: Split,
    parts: Parts,
    alphas: Sequence[float],
    say: Callable[[str], None] | None = None,
) -> None:
    """Sample again each scaled posterior whose weights cannot be trusted, into groups below
    ``scaled``, with diagnostics.
    """
    chains, seed = tree["posterior"].sizes["chain"], int(tree.attrs["seed"])
    layout = Layout(seed, (chains, REFIT_DRAWS), REFIT_SETS)
    settings = Settings(REFIT_DRAWS, REFIT_TUNE, chains, seed)
    needed = [
        (component, alpha)
        for component, densities in summed_densities(tree).items()
        for alpha in alphas
        if not pareto_k((alpha - 1) * densities) <= TRUSTED
    ]
    for i, (component, alpha) in enumerate(needed):
        powers = powers_of(component, alpha, case.topics)
        columns = dict(zip((PRIOR, EVIDENCE), np.array(list(powers.values())).T, strict=True))
        again, diagnostics = draw(
            parts.with_data(columns), refit_name(component, alpha), settings, say
        )
        posterior, _ = posterior_of(case, whole, again["posterior"].to_dataset(), layout, powers)
        posterior.attrs.pop("created_at", None)  # the same seed gives the same bytes
        posterior.attrs |= {"component": component, "alpha": alpha, **diagnostics}
        tree[f"scaled/{i}"] = xr.DataTree(without_helpers(posterior))
