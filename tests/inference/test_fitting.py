"""The joint model of the real case, compiled once: what its likelihoods hold on which day, and
draws that can be trusted.
"""

from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import stakes
from stakes.case.case import open_case
from stakes.case.evidence import Evidence
from stakes.inference import assembly, fitting
from stakes.inference.gate import failures
from stakes.inference.predictive_checks import draw_prior
from stakes.inference.sampling import Settings, sample, with_data
from stakes.inference.states import recover
from stakes.runs.store import write_fit

DAYS = [date(1995, 1, 1), date(2011, 6, 10), date(2013, 6, 1)]
OTHER_SEEDS = [1, 2]
TABLES = [
    "agreements", "arms_control_episodes", "base_rates", "breaches", "consent",
    "cooperation_channels", "costs", "deterrent",
    "intercept_tests", "iran_missile_events", "milestones", "missile_attacks",
    "other_intercept_programmes", "overflight",
    "politics", "russia_iran_transfers", "sanctions_by_year",
]  # fmt: skip
IN_LIKELIHOODS = [
    "arms_control_episodes",
    "cooperation_channels",
    "intercept_tests",
    "milestones",
    "missile_attacks",
    "sanctions_by_year",
]


def data(model):
    """Everything in the model's ``pm.Data``; clusters by name, as their numbers depend on the list
    of all of them.
    """
    found = assembly.evidence_of(model)
    found["episode_cluster"] = np.array(model.coords["cluster"])[found["episode_cluster"]]
    return found


def same(one, other):
    assert one.keys() == other.keys()
    return [name for name in one if not np.array_equal(one[name], other[name])]


@pytest.fixture(scope="module")
def built(real_case):
    return {day: fitting.build(real_case, day) for day in DAYS}


SETTINGS = Settings(draws=500, tune=500, chains=4, seed=5)


def refit(compiled, day, settings=SETTINGS):
    case, _, ready = compiled
    exchanged = with_data(ready, assembly.evidence_of(fitting.build(case, day)))
    return sample(exchanged, settings)


def whole_fit(compiled, trace, day=None, seed=5):
    """All variables of the model of a day, from what was sampled of it."""
    case, whole, _ = compiled
    of_day = replace(whole, model=fitting.build(case, day))
    shape = (trace.posterior.sizes["chain"], trace.posterior.sizes["draw"])
    return assembly.assemble(case, of_day, assembly.Sampled(trace, shape, seed), as_of=day)


# What was known when


def test_efficacy_likelihood(real_case):
    for day, tests in ((date(2011, 6, 10), 22), (date(2011, 9, 2), 23)):
        held = assembly.evidence_of(fitting.build(real_case, day))
        assert (held["test_hit"].size, held["test_hit"].sum(), held["test_block"].size) == (
            tests,
            18,
            tests,
        )


def test_arms_race_likelihood(real_case):
    held = assembly.evidence_of(fitting.build(real_case))
    for reading in ("strict", "broad"):
        codes = held[f"episode_codes_{reading}"]
        assert codes.size == held["episode_cluster"].size == 20
        assert codes.min() >= 0
        assert codes.max() < 16
    bits = {bit: (held["episode_codes_strict"] >> bit) & 1 for bit in range(4)}
    cooperation, response = {1: bits[3], 2: bits[2]}, {1: bits[1], 2: bits[0]}
    rows = {(coder, c): cooperation[coder] == c for coder in (1, 2) for c in (1, 0)}
    counts = {
        (coder, c): (response[coder][those].sum(), those.sum())
        for (coder, c), those in rows.items()
    }
    assert counts == {
        (1, 1): (0, 12),
        (1, 0): (5, 8),
        (2, 1): (3, 10),
        (2, 0): (7, 10),
    }  # as the table's record says


def test_channels_likelihood(real_case):
    held = assembly.evidence_of(fitting.build(real_case))
    years = held["channel_age"] - held["channel_since_end"]
    assert years[held["channel_class"] == 2].sum() == pytest.approx(10.5, abs=0.1)
    assert years[held["channel_class"] >= 1].sum() == pytest.approx(125.7, abs=0.5)
    assert years.sum() == pytest.approx(269.6, abs=0.5)
    assert held["channel_passes"].sum() == 0
    assert (held["agreement_carried_out"].sum(), held["agreement_carried_out"].size) == (26, 31)
    near = held["agreement_near"] == 1
    assert (held["agreement_carried_out"][near].sum(), near.sum()) == (3, 7)


def deleted(table, day):
    """The table without the rows and cells that became known after `day`, by plain Python from row
    to row.
    """
    record, kept = table.record, []
    for row in table.frame.to_dict("records"):
        if row[record.known].date() > day:
            continue
        late = {
            name
            for name, column in record.columns.items()
            if column.known and (pd.isna(row[column.known]) or row[column.known].date() > day)
        }
        late |= {record.columns[name].known for name in late}
        blank = {name: None if table.frame[name].dtype == object else np.nan for name in late}
        kept.append(row | blank)
    frame = pd.DataFrame(kept, columns=table.frame.columns)
    times = [name for name in frame if table.frame[name].dtype.kind == "M"]
    frame = frame.astype({name: table.frame[name].dtype for name in times})
    return replace(
        table,
        frame=frame.astype({n: table.frame[n].dtype for n in frame if not frame[n].isna().any()}),
    )


def poisoned(table, day):
    """The table with everything that became known after `day` replaced by something else, which
    must make no difference.
    """
    frame, record = table.frame.copy(), table.record
    late_row = frame[record.known] > pd.Timestamp(day)
    for name, column in record.columns.items():
        by = column.known or (name if name in {c.known for c in record.columns.values()} else None)
        late = (
            late_row
            if by is None
            else late_row | (frame[by] > pd.Timestamp(day)) | frame[by].isna()
        )
        if name == record.known or not late.any() or frame[name].dtype == object:
            continue  # text that names levels stays: it may shape the model, never its data
        cells = frame.loc[late, name]
        if frame[name].dtype.kind == "M":
            frame.loc[late, name] = cells + pd.Timedelta(days=400)
        elif set(frame[name].dropna().unique()) <= {0, 1}:
            frame.loc[late, name] = 1 - cells
        else:
            frame.loc[late, name] = cells + 7
    return replace(table, frame=frame)


def test_every_table_is_tried(real_case):
    assert list(real_case.evidence) == TABLES


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("name", TABLES)
def test_nothing_known_later_is_in_any_likelihood(name, day, real_case, built):
    for changed in (deleted, poisoned):
        evidence = dict(real_case.evidence) | {name: changed(real_case.evidence[name], day)}
        model = fitting.build(replace(real_case, evidence=evidence), day)
        assert same(data(model), data(built[day])) == [], changed.__name__


@pytest.mark.parametrize("name", IN_LIKELIHOODS)
def test_what_is_known_is_in_a_likelihood(name, real_case, built):
    """The other way round: poison what was known, and some likelihood must differ; else the test
    above could not fail.
    """
    day = DAYS[-1]
    evidence = dict(real_case.evidence) | {
        name: poisoned(real_case.evidence[name], date(1900, 1, 1))
    }
    assert same(data(fitting.build(replace(real_case, evidence=evidence), day)), data(built[day]))


def test_only_tables_for_likelihoods_are_read(real_case, monkeypatch):
    read = set()
    plain = Evidence.__getitem__
    monkeypatch.setattr(
        Evidence, "__getitem__", lambda self, name: (read.add(name), plain(self, name))[1]
    )
    fitting.build(real_case)
    assert read == {
        name for name, table in real_case.evidence.items() if table.record.use == "likelihood"
    }


def test_one_model_for_every_day(built):
    """Same variables, dims and coordinates whatever was known, so that one compilation
    serves all.
    """
    first, *others = built.values()
    for other in others:
        assert [v.name for v in other.free_RVs] == [v.name for v in first.free_RVs]
        assert other.coords == first.coords
        assert {k: v.ndim for k, v in data(other).items()} == {
            k: v.ndim for k, v in data(first).items()
        }


def test_unknown_table_or_day_is_refused(real_case):
    with pytest.raises(stakes.CaseError, match="not before the horizon"):
        fitting.build(real_case, real_case.horizon)


# Draws


@pytest.fixture(scope="module")
def fits(compiled, real_fit):
    """Fits with the default draws for three seeds, as far as diagnostics and consequences need
    them.
    """
    case, _, ready = compiled
    shape = (fitting.DRAWS, fitting.TUNE, fitting.CHAINS)
    others = {
        seed: whole_fit(compiled, sample(ready, Settings(*shape, seed)), seed=seed)
        for seed in OTHER_SEEDS
    }
    return {case.seed: real_fit} | others


@pytest.mark.slow
def test_same_seed_same_bytes_on_one_and_two_cores(compiled):
    one, two, other = (
        sample(compiled[2], Settings(100, 200, 4, seed, cores))
        for seed, cores in ((3, 1), (3, 2), (4, 2))
    )
    for group in ("posterior", "sample_stats"):
        assert set(one[group]) == set(two[group])
    for name, draws in one.posterior.data_vars.items():
        assert draws.to_numpy().tobytes() == two.posterior[name].to_numpy().tobytes(), name
    assert not one.posterior["test_success_z"].equals(other.posterior["test_success_z"])
    chains = one.posterior["test_success_z"].to_numpy()
    assert len(np.unique(chains[:, 0])) == 4


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


@pytest.mark.slow
def test_a_later_day_changes_the_posterior(compiled, fits):
    later = whole_fit(compiled, refit(compiled, DAYS[2]), DAYS[2])
    for name in ("block_success", "sanctions_trend"):
        assert z(fits[1], fits[2], name).max() < 5  # a mere change of seed does not
        assert z(fits[1], later, name).max() > 8


@pytest.mark.slow
def test_exchanged_evidence_is_as_good_as_compiled_evidence(compiled):
    """Evidence of the model's own day, exchanged in, gives the bytes of the model as compiled."""
    settings = Settings(draws=100, tune=200, chains=2, seed=3)
    exchanged, own = refit(compiled, None, settings), sample(compiled[2], settings)
    assert all(exchanged.posterior[name].equals(own.posterior[name]) for name in own.posterior)


@pytest.mark.slow
def test_before_any_test_the_posterior_of_efficacy_is_its_prior(compiled):
    day = date(2001, 12, 31)
    before = whole_fit(compiled, refit(compiled, day), day)["posterior"]["test_success"].to_numpy()
    prior = draw_prior(compiled[1].model, 1)["test_success"].to_numpy()
    assert np.quantile(before, [0.1, 0.5, 0.9]) == pytest.approx(
        np.quantile(prior, [0.1, 0.5, 0.9]), abs=0.04
    )


@pytest.mark.slow
def test_chains_converge_for_every_seed(fits):
    for fit in fits.values():
        assert failures(fit.attrs) == ()
        assert fit.attrs["rhat_max"] <= 1.01
        assert fit.attrs["ess_min"] >= 400
        assert fit.attrs["divergences"] == 0


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
