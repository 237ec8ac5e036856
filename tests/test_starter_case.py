"""The starter case: it fits its evidence, and its decision is worth looking at."""

from dataclasses import replace

import numpy as np
import pytest

from stakes.case.case import open_case
from stakes.new import new_case


def test_what_it_shows(tmp_path):
    new_case(tmp_path / "mine")
    case = open_case(tmp_path / "mine")
    assert {q.kind for q in case.quantities.values()} == {
        "quantiles",
        "distribution",
        "value",
        "event",
        "states",
    }
    assert [name for name, option in case.options.items() if option.until] == ["wait"]
    assert {claim.testable for claim in case.claims.values()} == {True, False}
    assert (len(case.studies), len(case.structures)) == (1, 2)
    challenges = case.challenges
    assert (len(challenges.schools), len(challenges.thresholds), len(challenges.planes)) == (
        4,
        4,
        1,
    )
    assert [name for name, threshold in challenges.thresholds.items() if threshold.rate] == [
        "pump_floods"
    ]


def test_a_row_known_later_is_left_out_until_then(tmp_path):
    new_case(tmp_path / "mine")
    case = open_case(tmp_path / "mine")
    assert case.evidence["high_water"].frame["year"].max() == 2025
    assert case.evidence_as_of()["high_water"]["year"].max() == 2024


def test_every_number_says_that_it_is_an_example(tmp_path):
    new_case(tmp_path / "mine")
    case = open_case(tmp_path / "mine")
    assert all(
        q.basis == "expert judgement" and q.rationale.startswith("Example: ")
        for q in case.quantities.values()
    )
    assert all(source.publisher == "Made up for this example" for source in case.sources.values())
    assert all(table.record.how_coded.startswith("Made up") for table in case.evidence.values())


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    from stakes.inference.fitting import fit

    root = tmp_path_factory.mktemp("new") / "mine"
    new_case(root)
    case = open_case(root)
    return case, fit(case, draws=200, tune=300, chains=2, progress=False)


@pytest.mark.slow
def test_it_fits_its_evidence(sampled):
    _, fit = sampled
    assert fit.attrs["divergences"] == 0
    assert bool(fit["checks"]["passed"].all())


@pytest.mark.slow
@pytest.mark.parametrize("how", [{}, {"simulate": True}, {"agreed": True}])
def test_consequences_are_finite_and_the_baseline_is_zero(sampled, how):
    from stakes.inference.drawn.draw_sets import SETS
    from stakes.outcomes.consequences import consequences

    case, fit = sampled
    parts = consequences(case, fit, **how)
    assert parts.sizes == {
        "chain": 2,
        "draw": 200,
        "set": SETS,
        "option": 3 if "agreed" in how else 4,
        "attribute": 4,
    }
    assert bool(np.isfinite(parts).all())
    assert float(abs(parts.sel(option=case.baseline)).max()) == 0


@pytest.mark.slow
def test_drawn_outcomes_have_the_expected_mean(sampled):
    import xarray as xr

    from stakes.decision.expected_value import compare
    from stakes.outcomes.consequences import consequences

    case, fit = sampled
    drawn, expected = (
        consequences(case, fit, simulate=simulate).sel(option=["raise", "insure"]).sum("attribute")
        for simulate in (True, False)
    )
    for option in ("raise", "insure"):
        noise = (drawn - expected).sel(option=option, drop=True)
        table = compare(
            xr.concat([0 * noise, noise], "option").assign_coords(option=["zero", "noise"])
        ).sel(option="noise")
        assert abs(float(table["expected"])) < 4 * float(table["mcse"])


@pytest.mark.slow
def test_the_decision_is_worth_looking_at(sampled):
    """No option is best whatever is true, knowing more is worth something, and some break-even lies
    within its range.
    """
    from stakes.decision.expected_value import compare
    from stakes.decision.net_value import net_value
    from stakes.outcomes.consequences import consequences, what_ifs

    case, fit = sampled
    weights = case.profiles[case.default_profile].weights
    value = net_value(consequences(case, fit, weights=weights), weights)
    table = compare(value.sel(option=["keep", "raise", "insure"]))
    assert float(table["p_best"].max()) < 0.7
    assert float(table["evpi"]) > 4 * float(table["evpi_mcse"]) > 0
    for name, option in {
        "damage": "raise",
        "cost_wall": "raise",
        "cost_insurance": "insure",
        "pump_floods": "insure",
    }.items():
        ends = [{name: x} for x in case.challenges.thresholds[name].range]
        leads = (
            net_value(what_ifs(case, fit, ends), weights)
            .sel(option=option)
            .mean(("chain", "draw", "set"))
            .values
        )
        assert leads[0] * leads[1] < 0


@pytest.mark.slow
def test_both_structures_register_the_same_outputs(sampled):
    from stakes.inference.model.joint_model import build

    case, _ = sampled
    ((old, new_),) = case.structures["rising"].instead.items()
    names = [
        set(build(replace(case, models=(case.root / path,))).named_vars) for path in (old, new_)
    ]
    assert {"level_typical", "level_spread", "rise", "peak"} <= names[0] & names[1]
