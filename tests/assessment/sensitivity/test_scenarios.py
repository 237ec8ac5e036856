"""The case as others see it, its claims, its other structure, and what scaling priors does when
sampled again.
"""

import numpy as np
import pytest
import xarray as xr

import stakes
from stakes.assessment.claims import hold
from stakes.assessment.sensitivity.scenarios import THIN, combine, mixture, views
from stakes.assessment.sensitivity.schools import conditioned
from stakes.decision.draws.arrays import mcse
from stakes.decision.draws.importance_weights import smoothed_weights, weighted_mean
from stakes.inference import assembly, fitting
from stakes.inference.log_densities import components, powers_of, summed_densities
from stakes.inference.model.powers import EVIDENCE, PRIOR
from stakes.inference.sampling import Settings, sample
from stakes.inference.states import HOME, PROBABILITY, STATE
from stakes.inference.structures import fit_alternative
from stakes.outcomes.exact_expectations import expectations
from stakes.outcomes.linearity import exact

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def other(real_case):
    return fit_alternative(
        real_case,
        real_case.structures["strategic"],
        draws=fitting.DRAWS,
        tune=fitting.TUNE,
        chains=4,
    )


@pytest.fixture(scope="module")
def weights(real_case):
    return real_case.profiles[real_case.default_profile].weights


@pytest.fixture(scope="module")
def how(real_case, real_fit):
    return exact(real_case, real_fit)


@pytest.fixture(scope="module")
def table(real_case, real_fit, other, weights, how):
    means = expectations(real_case, real_fit, [{}], how).isel(setting=0)
    return views(real_case, real_fit, {"strategic": other}, means, weights, how)


# The other structure


def test_the_strategic_structure_converges_and_registers_what_the_other_does(
    real_case, real_fit, other
):
    assert not fitting_failures(other)
    assert bool(other["checks"]["passed"].all())
    both = combine(real_fit, other)
    needed = stakes.outcomes.consequences.quantities_read(real_case, real_fit)
    assert set(needed) <= set(both["posterior"].data_vars)
    assert (
        "pass_policy_by_state" not in both["posterior"]
    )  # nothing stale is left of what it replaces
    kept = both["posterior"]["answer_cost_new"]
    xr.testing.assert_equal(kept, real_fit["posterior"]["answer_cost_new"])


def fitting_failures(fit):
    from stakes.inference.gate import failures

    return failures(dict(fit.attrs))


def test_a_gain_from_a_weaker_shield_never_lowers_the_hazard(other):
    assert float(other["posterior"]["pass_if_sincere"].min()) >= 0
    prior, after = (float(other[g]["pass_policy"].mean()) for g in ("prior", "posterior"))
    assert after < prior  # no pass is known


def test_a_file_that_needs_another_cannot_stand_in(real_case, tmp_path):
    import shutil

    root = tmp_path / "case"
    shutil.copytree(
        real_case.root,
        root,
        ignore=shutil.ignore_patterns(".*", "results", "tests", "src", "docs", "benchmarks"),
    )
    (root / "models/compromise_strategic.py").write_text(
        "import pymc as pm\n\n\ndef add(priors, evidence):\n"
        "    pm.Deterministic('pass_policy', pm.modelcontext(None)['answer_cost_new'] * 1.0)\n"
    )
    case = stakes.open_case(root)
    with pytest.raises(stakes.CaseError, match="cannot be built without the others"):
        fit_alternative(case, case.structures["strategic"], draws=10, tune=10, chains=2)


# Views


def test_every_structure_school_and_profile_is_there(real_case, table):
    schools, structures = (
        [v for v in table["view"].values if v.startswith(k)] for k in ("school:", "structure:")
    )
    assert len(schools) == len(real_case.challenges.schools)
    assert len(structures) == len(real_case.structures) == 2
    assert list(table["profile"].values) == ["run", *real_case.profiles]
    assert (table["lead"] >= 0).all()
    assert (table["lead_se"] >= 0).all()


def test_base_structure_is_what_is_believed(table):
    for column in ("best", "lead", "resolved"):
        assert (
            table[column].sel(view="structure:hazard") == table[column].sel(view="believed")
        ).all()


def test_a_school_without_evidence_is_what_if(real_case, real_fit, table, weights):
    for name, change in (
        ("critics", {"combat_factor_state": "critics"}),
        ("broad_response", {"broad_reading": 1.0}),
    ):
        cell = table.sel(view=f"school:{name}", profile="run")
        value = stakes.net_value(stakes.what_if(real_case, real_fit, change), weights).drop_sel(
            option="defer"
        )
        lead = value.sel(option=str(cell["best"].item())) - value.sel(
            option=str(cell["runner_up"].item())
        )
        assert str(cell["best"].item()) == str(stakes.compare(value)["best"].item())
        assert abs(float(cell["lead"]) - float(lead.mean())) < 4 * np.hypot(
            float(cell["lead_se"]), float(mcse(lead))
        ), name
        assert float(cell["lead_se"]) < float(mcse(lead))  # with less noise than if all were drawn
        assert float(cell["draws"]) == 10_000 / THIN


@pytest.mark.parametrize("state", [0, 1, 2])
def test_a_school_with_evidence_conditions_its_own_topic_and_leaves_the_others(real_fit, state):
    draws = real_fit["posterior"].to_dataset()
    given, left = conditioned(draws, {"pass_policy": state})
    share = draws[f"pass_policy{PROBABILITY}"].isel(pass_policy_level=state, drop=True)
    assert left == pytest.approx(float(share.sum() ** 2 / (share**2).sum()))
    xr.testing.assert_equal(given["answer_cost_new"], draws["answer_cost_new"])
    holds = draws[f"pass_policy{STATE}"] == state
    for name in ("pass_entities", "detect_lag"):  # the mean of the draws in which the state holds
        among = draws[name].where(holds)
        error = float(among.std()) / left**0.5
        assert abs(float(given[name].mean()) - float(among.mean())) < 4 * error
    after = given[f"pass_policy{PROBABILITY}"].isel(pass_policy_level=state)
    rounding = (
        0.5 * float(share.std()) / share.size**0.5
    )  # a draw is kept once more or not, at most a coin's throw
    assert abs(float(after.mean()) - float((share**2).sum() / share.sum())) < 4 * rounding


def test_a_school_that_the_evidence_rules_out_leaves_no_draw(real_fit):
    draws = real_fit["posterior"].to_dataset()
    name = f"pass_policy{PROBABILITY}"
    level = draws["pass_policy_level"] == draws["pass_policy_level"][1]
    ruled_out = draws.assign({name: draws[name].where(~level, 0.0).assign_attrs(draws[name].attrs)})
    given, left = conditioned(ruled_out, {"pass_policy": 1})
    assert left == 0
    xr.testing.assert_identical(given, ruled_out)
    assert conditioned(ruled_out, {"pass_policy": 0})[1] > 200


def test_topics_are_independent_given_their_evidence(real_fit):
    """What lets a structure, or a school, be fitted by its own topic: no correlation between files
    beyond chance.
    """
    draws = real_fit["posterior"].to_dataset()
    pairs = [
        ("pass_policy", "answer_cost_new"),
        ("moscow_switch", "work_level"),
        ("rupture_rate", "rupture_stops"),
    ]
    for a, b in pairs:
        assert draws[a].attrs[HOME] != draws[b].attrs[HOME]
        x = (draws[n].isel(set=0, missing_dims="ignore").values.ravel() for n in (a, b))
        r = np.corrcoef(*(np.argsort(np.argsort(one)) for one in x))[0, 1]
        assert abs(r) < 5 / np.sqrt(2000)


def test_mixture_is_the_average_by_weight_draw_by_draw():
    x = xr.DataArray(
        np.random.default_rng(1).normal(size=(3, 2, 1000)), dims=("structure", "chain", "draw")
    )
    found = mixture(
        {name: x[i] for i, name in enumerate("abc")}, {"a": 1.0, "b": 0.6, "c": 0.4}
    )  # weights need not add up
    np.testing.assert_allclose(found, 0.5 * x[0] + 0.3 * x[1] + 0.2 * x[2], atol=1e-15)


def test_averaged_structures_lie_between_them(real_case, table):
    """Expected leads are linear in the weights, so that of the average is theirs, wherever the same
    two options lead.
    """
    weight = {name: s.weight for name, s in real_case.structures.items()}
    for profile in table["profile"].values:
        cells = [
            table.sel(view=view, profile=profile)
            for view in ("averaged", "structure:hazard", "structure:strategic")
        ]
        if len({(str(c["best"].item()), str(c["runner_up"].item())) for c in cells}) == 1:
            average, hazard, strategic = (float(c["lead"]) for c in cells)
            share = weight["hazard"] / sum(weight.values())
            assert average == pytest.approx(share * hazard + (1 - share) * strategic, abs=1e-9)


# Claims


def test_claims_are_probabilities_with_errors(real_case, real_fit, weights):
    table = hold(real_case, real_fit, weights)
    assert list(table["claim"].values) == [
        name for name, claim in real_case.claims.items() if claim.testable
    ]
    assert ((table["probability"] >= 0) & (table["probability"] <= 1)).all()
    assert (table["se"] > 0).all()  # none is taken for certain
    draws = real_fit["posterior"].to_dataset()
    assert float(table["probability"].sel(claim="tracking")) == pytest.approx(
        float((draws["track_gain"] >= 0.1).mean())
    )
    value = stakes.net_value(
        stakes.consequences(real_case, real_fit, weights=weights), weights
    ).drop_sel(option="defer")
    alone = float((value.sel(option="go_alone") >= value).all("option").mean())
    assert float(table["probability"].sel(claim="not_now")) == pytest.approx(alone)


# Power scaling


def test_log_priors_are_those_of_the_model(compiled, real_fit):
    """Up to a constant: the model's own log density of its free variables against that of
    quantities, where each has one.
    """
    model = compiled[1].model
    draws = real_fit["posterior"].to_dataset()
    density = real_fit["log_prior"].to_dataset()
    import pymc as pm

    for name in ("hazard_new", "block_spread", "erosion_territory", "work_level"):
        x = draws[name].isel(chain=0, draw=slice(0, 50)).values
        wanted = np.array([pm.logp(model[name], row).eval().sum() for row in x])
        got = density[name].isel(chain=0, draw=slice(0, 50)).values
        np.testing.assert_allclose(got - got[0], wanted - wanted[0], atol=1e-9)


def test_log_likelihoods_are_those_of_the_evidence(real_case, real_fit):
    draws = real_fit["posterior"].to_dataset().isel(chain=0, draw=0)
    rows = real_case.evidence_as_of()["intercept_tests"]
    p = draws["block_success"].sel(block=list(rows["block"])).values
    wanted = np.where(rows["hit"] == 1, np.log(p), np.log1p(-p)).sum()
    assert float(real_fit["log_likelihood"]["hit"].isel(chain=0, draw=0)) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("component", "quantity", "alpha"),
    [
        ("prior of efficacy", "block_spread", 2.0),
        ("evidence on threat", "attack_rate", 4.0),
        ("evidence on compromise", "pass_policy", 2.0),
    ],
)
def test_weights_agree_with_sampling_again(compiled, real_fit, component, quantity, alpha):
    case, whole, ready = compiled
    powers = powers_of(component, alpha, case.topics)
    columns = dict(zip((PRIOR, EVIDENCE), np.array(list(powers.values())).T, strict=True))
    settings = Settings(draws=1500, tune=800, chains=4, seed=3)
    raw = sample(ready.with_data(**columns), settings).posterior.to_dataset()
    again = np.log(assembly.posterior_of(case, whole, raw, 3, (4, 1500), powers)[0][quantity])
    density, x = (
        summed_densities(real_fit)[component],
        np.log(real_fit["posterior"][quantity].values),
    )
    if {density.ndim, x.ndim} == {2, 3}:  # one of them hangs on a state, which is drawn once a set
        density, x = np.broadcast_arrays(
            *(a if a.ndim == 3 else a[..., None] for a in (density, x))
        )
    w, k = smoothed_weights((alpha - 1) * density)
    found = weighted_mean(x, w)
    error = np.hypot(found.error, float(mcse(again)))
    assert k < 0.7
    assert abs(found.mean - float(again.mean())) < 4 * error
    plain = float(np.log(real_fit["posterior"][quantity]).mean())
    assert abs(plain - float(again.mean())) > 4 * error  # and the power did something


def test_components_cover_every_topic_once(real_case, real_fit):
    found = components(real_fit)
    priors = [v for name, names in found.items() if name.startswith("prior of") for v in names]
    assert sorted(priors) == sorted(found["prior"])
    evidence = [v for name, names in found.items() if name.startswith("evidence on") for v in names]
    assert sorted(evidence) == sorted(found["likelihood"])
    assert len(found["likelihood"]) == 7
