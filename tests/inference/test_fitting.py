"""Fits of the real case, compiled once: the same from a seed, and draws that can be trusted."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest

import stakes
from stakes.case.case import open_case
from stakes.inference import assembly, fitting
from stakes.inference.apart.drawing import sample
from stakes.inference.check_statistics import check_statistics
from stakes.inference.gate import failures
from stakes.inference.predictive_checks import draw_prior
from stakes.inference.sampling import Settings
from stakes.inference.states import recover
from stakes.runs.store import write_fit

DAYS = [date(1995, 1, 1), date(2011, 6, 10), date(2013, 6, 1)]
OTHER_SEEDS = [1, 2]


SETTINGS = Settings(draws=500, tune=500, chains=4, seed=5)


def refit(compiled, day, settings=SETTINGS):
    case, _, ready = compiled
    exchanged = ready.with_data(assembly.evidence_of(fitting.build(case, day)))
    return sample(exchanged, settings)


def whole_fit(compiled, trace, day=None, seed=5):
    """All variables of the model of a day, from what was sampled of it."""
    case, whole, _ = compiled
    of_day = replace(whole, model=fitting.build(case, day))
    shape = (trace.posterior.sizes["chain"], trace.posterior.sizes["draw"])
    return assembly.assemble(case, of_day, assembly.Sampled(trace, shape, seed), as_of=day)


def test_unknown_table_or_day_is_refused(real_case):
    with pytest.raises(stakes.CaseError, match="not before the horizon"):
        fitting.build(real_case, real_case.horizon)


@pytest.mark.parametrize("year", [1985, 2001])
def test_a_day_before_some_evidence_has_checks_of_what_there_is(real_case, year):
    day = date(year, 12, 31)
    check_statistics(real_case, fitting.build(real_case, day))


@pytest.fixture(scope="module")
def fits(compiled, real_fit):
    """Fits for three seeds, as far as diagnostics and consequences need them."""
    case, _, ready = compiled
    shape = (real_fit["posterior"].sizes["draw"], fitting.TUNE, fitting.CHAINS)
    others = {
        seed: whole_fit(compiled, sample(ready, Settings(*shape, seed)), seed=seed)
        for seed in OTHER_SEEDS
    }
    return {case.seed: real_fit} | others


@pytest.mark.slow
def test_states_and_prior_follow_the_seed(compiled):
    case, whole, _ = compiled
    priors = [
        recover(draw_prior(whole.model, seed, 50), case.quantities, seed) for seed in (3, 3, 4)
    ]
    assert priors[0].equals(priors[1])
    assert not priors[0]["pass_policy_state"].equals(priors[2]["pass_policy_state"])
    assert not priors[0]["loss_shot"].equals(priors[2]["loss_shot"])


def test_same_seed_same_fit(tiny_case, tmp_path):
    """The whole of `stakes.fit`, states, prior and predictive draws included."""
    case = open_case(tiny_case)
    fits = [
        stakes.fit(case, draws=100, tune=200, chains=2, seed=3, cores=cores, progress=False)
        for cores in (1, 2)
    ]
    for group in (
        "posterior",
        "prior",
        "posterior_predictive",
        "observed_data",
        "constant_data",
        "checks",
    ):
        assert fits[0][group].to_dataset().identical(fits[1][group].to_dataset()), group
    for name, fit in zip("ab", fits, strict=True):
        write_fit(tmp_path / name, fit)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def z(one, other, name):
    """Difference of two posterior means in units of its Monte Carlo error, over every element."""
    from arviz_stats.base import array_stats

    a, b = (
        tree.posterior[name].transpose("chain", "draw", ...).to_numpy() for tree in (one, other)
    )
    error = [array_stats.mcse(x, chain_axis=0, draw_axis=1, method="mean") for x in (a, b)]
    return np.abs(a.mean((0, 1)) - b.mean((0, 1))) / np.hypot(*error)


@pytest.mark.long
@pytest.mark.slow
def test_a_later_day_changes_the_posterior(compiled, fits):
    later = whole_fit(compiled, refit(compiled, DAYS[2]), DAYS[2])
    for name in ("block_success", "end_other"):
        assert z(fits[1], fits[2], name).max() < 5  # a mere change of seed does not
        assert z(fits[1], later, name).max() > 8


@pytest.mark.long
@pytest.mark.slow
def test_before_any_test_the_posterior_of_efficacy_is_its_prior(compiled):
    day = date(2001, 12, 31)
    before = whole_fit(compiled, refit(compiled, day), day)["posterior"]["test_success"].to_numpy()
    prior = draw_prior(compiled[1].model, 1)["test_success"].to_numpy()
    assert np.quantile(before, [0.1, 0.5, 0.9]) == pytest.approx(
        np.quantile(prior, [0.1, 0.5, 0.9]), abs=0.04
    )


@pytest.mark.long
@pytest.mark.slow
def test_chains_converge_for_every_seed(fits):
    for fit in fits.values():
        assert failures(fit.attrs) == ()
        assert fit.attrs["rhat_max"] <= 1.01
        assert fit.attrs["ess_min"] >= 400
        assert fit.attrs["divergences"] == 0


@pytest.mark.long
@pytest.mark.slow
def test_seeds_agree_on_the_best_option_and_on_resolved_leads(fits, real_case):
    weights = real_case.profiles[real_case.default_profile].weights
    values = [
        stakes.net_value(stakes.consequences(real_case, fit), weights) for fit in fits.values()
    ]
    assert len(values) == 3
    today = [
        name for name, option in real_case.options.items() if option.until is None
    ]  # to wait may be worth the same
    assert len({stakes.compare(value.sel(option=today))["best"].item() for value in values}) == 1
    for one, other in combinations(real_case.options, 2):
        pairs = [stakes.compare(value.sel(option=[one, other])) for value in values]
        assert len({pair["best"].item() for pair in pairs if pair["resolved"]}) <= 1, (one, other)


@pytest.mark.slow
def test_exchanged_evidence_is_as_good_as_compiled_evidence(compiled):
    """Evidence of the model's own day, exchanged in, gives the bytes of the model as compiled."""
    settings = Settings(draws=100, tune=200, chains=2, seed=3)
    exchanged, own = refit(compiled, None, settings), sample(compiled[2], settings)
    assert all(exchanged.posterior[name].equals(own.posterior[name]) for name in own.posterior)
