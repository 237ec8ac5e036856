"""The case's own models: priors as stated, evidence as known, posteriors that moved the
right way.
"""

from datetime import date

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
    seen = {name: (x.size, x.sum()) for name, x in data.items() if x.dtype.kind == "i"}
    assert seen["test_hit"] == (22, 18)
    record = data["moscow_record_seen"]
    assert record[:, :9].sum() == 25
    assert list(record[:, 9].nonzero()[0] + 1994) == [1999, 2008]
    assert data["framework_years"].sum() == pytest.approx(14.0, abs=0.1)
    assert seen["proposal_agreed"] == (34, 15)
    assert (data["worked_lag"] > 0).sum() == 35
    assert list(data["warning_worked_lag"]) == [-1, -1, -1, -2, -2]  # three given up, two open
    assert seen["undertaking_ended"] == (35, 6)
    assert seen["channel_stopped"] == (9, 7)
    assert seen["channel_resumed"] == (7, 5)
    assert data["years_away"].size == 3  # what came back on one day counts once
    assert seen["eroded_strict_events"] == (21, 2)
    assert data["eroded_strict_years"].sum() == pytest.approx(60, abs=1)
    assert seen["eroded_loose_events"] == (21, 6)
    assert seen["channel_passes"] == (14, 0)
    assert seen["repair_known"] == (22, 10)
    assert seen["answers_seen_strict"] == (112, 10)
    assert seen["answers_seen_broad"] == (112, 23)
    assert seen["campaigns"] == (2, 2)
    assert seen["state_attacks"] == (4, 1)
    assert data["state_years"].sum() == pytest.approx(101, abs=1)
    assert not data["phase_4_cancelled_known"].any()


def test_every_day_has_a_likelihood_and_no_dimension_of_its_own(real_case):
    """Evidence of other days fits into the same model, and nothing is impossible under it."""
    shapes = {}
    for day in (date(2000, 6, 1), date(2008, 9, 1), date(2011, 6, 10), date(2019, 1, 1)):
        model = build(real_case, day)
        assert all(np.isfinite(x) for x in model.point_logps().values()), day
        shapes[day] = {rv.name: tuple(rv.type.shape) for rv in model.free_RVs}
    assert len({str(s) for s in shapes.values()}) == 1


def test_each_row_enters_one_likelihood_only(real_case):
    """The table in docs/second_edition.md: by table of evidence, the files that read it."""
    readers = {
        "intercept_tests": ["efficacy"],
        "overflight": ["efficacy"],
        "milestones": ["efficacy"],
        "moscow_signals": ["moscow"],
        "suspensions": ["agreements", "moscow"],  # ruptures; what stopped and came back, given one
        "options_proposed": ["agreements"],
        "agreements_typed": ["agreements"],
        "alliance_record": ["alliance"],
        "cooperation_channels": ["compromise"],
        "compromise_costs": ["compromise_repair"],
        "race_intervals": ["race"],
        "shield_value": ["shield"],
        "partner_attacks": ["shield"],
        "missile_attacks": ["threat"],
    }
    text = {path.stem: path.read_text(encoding="utf-8") for path in real_case.models}
    for table, evidence in real_case.evidence.items():
        found = sorted(stem for stem, code in text.items() if f'"{table}"' in code)
        assert found == readers.get(table, []), table
        assert (evidence.record.use == "likelihood") == (table in readers), table


def test_acts_that_another_table_speaks_to_stay_out_of_the_type(real_case):
    rows = real_case.evidence["moscow_signals"].frame
    assert (rows.loc[rows["enters"] == 1, "also_in"] == "none").all()
    assert (rows.loc[rows["enters"] == 1, "actor"] == "state").all()


def test_names_dims_and_coords(real_case):
    model = build(real_case)
    named = {v.name: v for v in [*model.free_RVs, *model.deterministics]}
    unlabelled = [
        name for name, v in named.items() if v.ndim and not model.named_vars_to_dims.get(name)
    ]
    assert not unlabelled
    assert model.named_vars_to_dims["block_success"] == ("block",)
    assert list(model.coords["answer_reading"]) == ["strict", "broad"]
    assert list(model.coords["erosion_reading"]) == ["strict", "loose"]
    assert list(model.coords["type"]) == ["partner", "trader", "rival"]


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
    assert mean(posterior, "pass_policy") < mean(prior, "pass_policy")  # no pass is known
    useless = posterior["pass_policy_state"] == 2
    assert float(useless.mean()) > 0.3  # which speaks for those who hold that none will come
    rival = {y: mean(posterior, "moscow_path", type="rival", moscow_year=y) for y in (2008, 2010)}
    assert rival[2008] > 0.5 > 0.25 > rival[2010]  # the war in Georgia, and the reset
    assert mean(posterior, "work_level") > mean(prior, "work_level")  # most undertakings worked
    assert mean(posterior, "work_warning_needs") < mean(prior, "work_warning_needs")  # 0 of 5
    words = mean(posterior, "severity_share", severity_level="words")
    assert words > mean(prior, "severity_share", severity_level="words")  # none was more
    assert mean(posterior, "repair_chance", data_kind="sensor") < mean(
        posterior, "repair_chance", data_kind="battle_management"
    )  # 1 of 6 against 4 of 5


@pytest.mark.slow
def test_states_without_evidence_keep_their_weights(real_case, real_fit):
    posterior = real_fit["posterior"].to_dataset()
    n = posterior.sizes["chain"] * posterior.sizes["draw"]
    for name in (
        "combat_factor",
        "loss_shot",
        "shield_worth",
        "credibility_lost",
        "warning_change",
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
        "moscow_signals": ["moscow_switch", "moscow_to_middle", "signal_own", "signal_year"],
        "suspensions": ["rupture_rate", "rupture_stops", "rupture_resumes", "rupture_resume_time"],
        "options_proposed": ["sign_level", "sign_transparency", "sign_step_warning"],
        "agreements_typed": ["work_level", "work_hardware", "work_lag", "end_other"],
        "alliance_record": ["erosion_level", "erosion_territory", "erosion_seat", "ease_level"],
        "cooperation_channels": ["pass_policy", "pass_entities", "detect_ever", "detect_lag"],
        "compromise_costs": ["repair_level", "repair_spread"],
        "race_intervals": ["hazard_declared", "state_talks", "state_working_strict", "state_limit"],
        "shield_value": ["worth_bias", "worth_spread"],
        "partner_attacks": ["partner_rate", "partner_discrepancy"],
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
