"""The case's own models: priors as stated, evidence as known, posteriors that moved the
right way.
"""

import numpy as np
import pytest
from scipy import stats

from stakes.inference import jqpd
from stakes.inference.model.joint_model import build

SCIPY = {
    "normal": lambda p: stats.norm(p["mu"], p["sigma"]),
    "half_normal": lambda p: stats.halfnorm(scale=p["sigma"]),
    "beta": lambda p: stats.beta(p["alpha"], p["beta"]),
}


def from_quantiles(case):
    for name, q in case.quantities.items():
        forms = (
            {name: q}
            if q.quantiles
            else {f"{name}_{level}": state for level, state in (q.states or {}).items()}
        )
        yield from (
            (label, form.quantiles, q.bounds) for label, form in forms.items() if form.quantiles
        )


def test_every_quantity_given_by_quantiles_has_them(real_case):
    several = list(from_quantiles(real_case))
    assert len(several) > 60
    for label, quantiles, bounds in several:
        level = jqpd.distribution(jqpd.parameters(quantiles, bounds), np.array(quantiles))
        np.testing.assert_allclose(level, jqpd.LEVELS, atol=0.005, err_msg=label)


@pytest.mark.slow
def test_prior_draws_of_the_model_have_the_stated_quantiles(real_case, real_fit):
    """The model, not only the formula: the share of prior draws below each quantile, in units of
    its binomial error.
    """
    prior, worst = real_fit["prior"].to_dataset(), {}
    for name, q in real_case.quantities.items():
        if (
            q.kind == "quantiles" and name in prior
        ):  # those of the other structure are not in this model
            draws = prior[name].values.ravel()
            share = np.array([(draws <= x).mean() for x in q.quantiles])
            worst[name] = np.max(
                np.abs(share - jqpd.LEVELS)
                / np.sqrt(np.array(jqpd.LEVELS) * (1 - np.array(jqpd.LEVELS)) / draws.size)
            )
    assert max(worst.values()) < 4.5, max(
        worst, key=worst.get
    )  # some 60 quantities times three, so that 4.5 is a rare sight
    assert len(worst) > 50


@pytest.mark.slow
def test_prior_draws_of_named_distributions(real_case, real_fit):
    prior = real_fit["prior"].to_dataset()
    for name, q in real_case.quantities.items():
        if q.kind == "distribution":
            found = stats.kstest(
                prior[name].values.ravel(),
                SCIPY[q.distribution.name](q.distribution.parameters).cdf,
            )
            assert found.pvalue > 1e-4, name


def test_as_of_the_op_ed_the_evidence_is_what_was_known(real_case):
    model = build(real_case)
    data = {d.name: d.get_value() for d in model.data_vars}
    assert (data["test_hit"].size, data["test_hit"].sum()) == (22, 18)
    assert data["episode_codes_strict"].size == data["episode_codes_broad"].size == 20
    assert (data["agreement_carried_out"].size, data["agreement_carried_out"].sum()) == (31, 26)
    near = data["agreement_near"] == 1
    assert (near.sum(), data["agreement_carried_out"][near].sum()) == (7, 3)
    assert data["channel_passes"].sum() == 0
    years = data["channel_age"] - data["channel_since_end"]
    assert years.sum() == pytest.approx(269.6, abs=0.5)
    assert years[data["channel_class"] == 2].sum() == pytest.approx(10.5, abs=0.1)
    assert data["sanctions_count"].sum() == 17
    assert (data["state_attacks"].sum(), data["state_years"].sum()) == (
        1,
        pytest.approx(119, abs=1),
    )
    assert not data["phase_4_cancelled_known"].any()


def test_both_coders_are_in_the_likelihood(real_case):
    rows = real_case.evidence_as_of()["arms_control_episodes"]
    for coder, response in (("coder1", (0, 12, 5, 8)), ("coder2", (3, 10, 7, 10))):
        with_, without = (
            rows[rows[f"{coder}_cooperation"] == c][f"{coder}_strict"] for c in (1, 0)
        )
        assert (with_.sum(), with_.size, without.sum(), without.size) == response


def test_names_dims_and_coords(real_case):
    model = build(real_case)
    named = {v.name: v for v in [*model.free_RVs, *model.deterministics]}
    unlabelled = [
        name for name, v in named.items() if v.ndim and not model.named_vars_to_dims.get(name)
    ]
    assert not unlabelled
    assert model.named_vars_to_dims["block_success"] == ("block",)
    assert list(model.coords["reading"]) == ["strict", "broad"]


@pytest.mark.slow
def test_the_evidence_moved_what_it_speaks_to(real_fit):
    prior, posterior = (real_fit[g].to_dataset() for g in ("prior", "posterior"))

    def mean(group, name, **at):
        return float(group[name].sel(**at).mean())

    assert mean(posterior, "block_success", block="IA") > mean(
        prior, "block_success", block="IA"
    )  # 18 of 22
    spread = {b: float(posterior["block_success"].sel(block=b).std()) for b in ("IA", "IIB")}
    assert spread["IA"] < spread["IIB"]  # flown blocks are better known than those on paper
    assert mean(posterior, "attack_rate") < mean(prior, "attack_rate")  # 26 years without
    state = posterior["leak_hazard_state"]
    assert (
        float((state == 1).mean()) < 0.35 < float((state == 0).mean())
    )  # no known pass speaks against leaky entities
    assert mean(posterior, "entity_activity") < 1  # sanctions fell
    race = posterior["race_alone"] - posterior["race_cooperating"]
    assert float(race.sel(reading="strict").mean()) > 0.1


@pytest.mark.slow
def test_states_without_evidence_keep_their_weights(real_case, real_fit):
    posterior = real_fit["posterior"].to_dataset()
    n = posterior.sizes["chain"] * posterior.sizes["draw"]
    for name in (
        "combat_factor",
        "leak_loss",
        "causal_share",
        "cohesion_effect",
        "shots",
        "slip_2",
    ):
        for i, weight in enumerate(real_case.quantities[name].weights.values()):
            assert abs(float((posterior[f"{name}_state"] == i).mean()) - weight) < 4.5 * np.sqrt(
                weight * (1 - weight) / n
            ), name


def test_the_seventeen_claims_are_all_there(real_case):
    assert sorted(c.number for c in real_case.claims.values()) == list(range(1, 18))
    assert len(real_case.profiles) >= 4


def test_a_row_informs_a_prior_or_a_likelihood_never_both(real_case):
    """Sources of likelihood rows may not carry the prior of a quantity that the same likelihood
    updates.
    """
    updated = {
        "intercept_tests": ["test_success", "block_spread"],
        "cooperation_channels": ["leak_hazard", "work_given_sign", "detect_ever", "detect_lag"],
        "sanctions_by_year": ["sanctions_rate", "sanctions_trend"],
        "arms_control_episodes": ["race_level", "race_cooperation"],
        "missile_attacks": ["attack_rate"],
    }
    for table, names in updated.items():
        rows = set(real_case.evidence[table].frame["source"])
        for name in names:
            q = real_case.quantities[name]
            cited = set(q.sources) | {
                s for state in (q.states or {}).values() for s in state.sources
            }
            assert not rows & cited, (table, name)


# Pages without a date about facts that are older than the as-of date, and a deflator, which
# converts and says nothing
UNDATED = {"us-embassy-bucharest-epaa", "ww2days-v2-london", "bls-cpi-u"}


def test_no_prior_rests_on_a_source_from_after_the_as_of_date(real_case):
    for name, q in real_case.quantities.items():
        for source in set(q.sources) - UNDATED:
            record = real_case.sources[source]
            recalled = record.read != "page"  # it carries the year in which it was written down
            assert int(record.date[:4]) <= real_case.as_of.year or recalled, (name, source)
