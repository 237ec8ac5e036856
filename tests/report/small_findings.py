"""Findings of a small made-up case, all of whose words would take the page over if they could."""

from typing import Any

import numpy as np
import xarray as xr
from tests.report.small_case import ATTACK, ATTRIBUTES, OPTIONS, QUANTITIES, small_case

from made_up_record import made_up as record_of
from made_up_sensitivity import made_up
from stakes.assessment.decision_record.information import information_entries
from stakes.assessment.decision_record.sensitivity import sensitivity_entries
from stakes.assessment.explorer.payload import Assumption, payload
from stakes.assessment.findings import Findings
from stakes.assessment.information import SWEEP, Information
from stakes.decision.acceptability import acceptability
from stakes.decision.expected_value import compare
from stakes.decision.information.net_benefit_of_sampling import enbs
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.perfect_information import evpi
from stakes.decision.information.sample_information import evsi
from stakes.decision.risk.certainty_equivalent import certainty_equivalent
from stakes.decision.risk.stochastic_dominance import dominance
from stakes.decision.sequence.policy import policy
from stakes.decision.sequence.stage import Stage


def small_findings() -> Findings:
    random = np.random.default_rng(7)
    parts = xr.DataArray(
        random.normal([[0.0], [0.4], [0.1]], 1.0, (4, 500, 3, 2)),
        dims=("chain", "draw", "option", "attribute"),
    )
    parts = parts.assign_coords(option=OPTIONS, attribute=ATTRIBUTES)
    parts = parts - parts.sel(option="wait", drop=True)
    table = compare(parts.sum("attribute"))
    mean = parts.mean(("chain", "draw"))
    columns = (
        "expected",
        "mcse",
        "lower",
        "upper",
        "p_best",
        "p_best_mcse",
        "expected_regret",
        "cvar",
        "cvar_mcse",
        "lead",
        "lead_mcse",
    )
    options = {
        o: {"label": ATTACK if o == "half" else o.title()}
        | {c: table[c].sel(option=o).item() for c in columns}
        for o in OPTIONS
    }
    quantiles = {"low": 0.00123, "median": 0.0312, "high": 0.4, "mean": 0.07, "mcse": 0.001}
    attributes = {
        o: {a: mean.sel(option=o, attribute=a).item() for a in ATTRIBUTES} for o in OPTIONS
    }
    belief = dict.fromkeys(("prior", "posterior"), quantiles)
    belief |= {"sensitivity": {"prior": 0.1234, "likelihood": 0.2345}}
    diagnostics = {
        "rhat_max": 1.0012345,
        "ess_min": 1234.5,
        "divergences": 0,
        "bfmi_min": 0.87654,
    }
    decision = {
        "case": "Small case",
        "as_of": "2011-06-10",
        "unit": "euros",
        "profile": "us",
        "seed": 3,
        "options": options,
        "best": table["best"].item(),
        "difference": _difference(parts.sum("attribute")),
        "resolved": table["resolved"].item(),
        "too_close_to_call": False,
        "evpi": {"value": table["evpi"].item(), "mcse": table["evpi_mcse"].item()},
        "attributes": attributes,
        "diagnostics": diagnostics,
        "fingerprint": "0123abcd",
        "versions": {"numpy": "2.1", "arviz-stats": "1.3"},
        "likelihoods": {"hits": "t"},
        "beliefs": dict.fromkeys(QUANTITIES, belief),
    }
    information, case = _information(parts), small_case()
    value = parts.sum("attribute")
    noise = xr.DataArray(random.normal(size=(2, 4, 500)), dims=("quantity", "chain", "draw"))
    known = xr.Dataset({"rate": value.sel(option="act", drop=True) + noise[0], "shift": noise[1]})
    sensitivity = made_up(value, known, ATTACK)
    return Findings(
        case=case,  # type: ignore[arg-type]
        decision=record_of(
            decision | information_entries(information) | sensitivity_entries(case, sensitivity)
        ),  # type: ignore[arg-type]
        sensitivity=sensitivity,
        shortlist=tuple(options),
        explorer=_explorer(parts, known),
        comparison=table,
        given_agreement=table[["expected", "mcse"]] * 2,
        attributes=xr.Dataset({"mean": mean, "mcse": mean * 0 + 0.02}),
        beliefs=_beliefs(),
        evidence=_columns(
            "table",
            ["tests"],
            label=["Tests"],
            use=["likelihood"],
            known=[2],
            total=[5],
            latest=["2011-01-01"],
        ),
        checks=_columns(
            "check",
            None,
            likelihood=["hits"],
            statistic=["sum"],
            observed=[18.0],
            median=[17.5],
            tail=[0.4],
            passed=[True],
        ),
        information=information,
        diagnostics=diagnostics | {"worst": "rate, rate"},
    )


def _difference(value: xr.DataArray) -> dict[str, Any]:
    x = (value.sel(option="act") - value.sel(option="half")).to_numpy()
    levels = [(k + 0.5) / 100 for k in range(100)]
    shares = {"above": float((x > 0).mean()), "below": float((x < 0).mean())}
    errors = {"above_se": 0.01, "below_se": 0.01}
    values = np.quantile(x, levels).tolist()
    errors |= {"values_mcse": [0.02] * len(levels)}
    return {"of": "act", "over": "half", "levels": levels, "values": values, **shares, **errors}


def _explorer(parts: xr.DataArray, known: xr.Dataset) -> dict[str, Any]:
    named = parts.assign_attrs(unit="euros", relative_to="wait")
    labels = {
        "options": dict.fromkeys(OPTIONS, ATTACK),
        "attributes": dict.fromkeys(ATTRIBUTES, ATTACK),
    }
    return payload(
        named,
        small_case().profiles,
        "us",
        [Assumption("rate", ATTACK, ATTACK, known["rate"])],
        labels,
    )


def _information(parts: xr.DataArray) -> Information:
    """What knowing more is worth in the made-up case: real numbers of made-up draws."""
    value = parts.sum("attribute")
    known = xr.Dataset(
        {
            "rate": value.sel(option="act", drop=True) + 0.5,
            "shift": parts.sel(option="half", attribute="cost", drop=True),
        }
    )
    worth = evppi(value, known)
    study = evsi(
        value,
        xr.concat([known[["rate"]]] * 2, "size").assign_coords(size=[5, 10]).transpose(..., "size"),
    )
    cost = xr.DataArray([0.01, 0.02], dims="size", coords={"size": [5, 10]})
    review = xr.Dataset(
        {
            "learned": 0.25,
            "se": 0.01,
            "noise_floor": 0.001,
            "later": ("option", [0.0, 0.3, 0.2]),
            "chosen": ("option", [0.4, 0.6, 0.0]),
        },
        {"option": OPTIONS},
    )
    weights = xr.DataArray(
        [[s, 1.0] for s in SWEEP],
        dims=("sweep", "attribute"),
        coords={"sweep": list(SWEEP), "attribute": ATTRIBUTES},
    )
    curve = acceptability(parts, weights)
    absolute = value + xr.DataArray(
        np.random.default_rng(8).normal(size=(4, 500)), dims=("chain", "draw")
    )
    return Information(
        evpi=evpi(value),
        evppi=worth.assign(label=("group", [ATTACK, "Shift"])),
        topics=worth.isel(group=[0]).assign_coords(group=["t"]).assign(label=("group", [ATTACK])),
        studies={
            "poll": study.assign(
                cost=cost, enbs=enbs(study, cost)["enbs"], best_size=5, worthwhile=True
            )
        },
        sequence=_sequence(value),
        waiting=review.expand_dims(review=["2012-01-01"]),
        acceptability={"gain": curve.assign_coords(near=curve["frontier"])},
        equivalents=certainty_equivalent(
            absolute, xr.DataArray([0.0, 0.001], dims="risk_aversion")
        ),
        dominance=dominance(absolute),
    )


def _sequence(value: xr.DataArray) -> xr.Dataset:
    """Acted upon, or not, by a sign whose name would take the page over."""
    sign = xr.Dataset({ATTACK: np.sign(value.sel(option="act", drop=True))})
    names = ("now", "2012-01-01")
    return policy([Stage(names[0], value * 0.1), Stage(names[1], value, sign, at=None)])


def _columns(dim: str, ids: list[str] | None, **columns: list[Any]) -> xr.Dataset:
    return xr.Dataset(
        {name: (dim, column) for name, column in columns.items()}, {dim: ids} if ids else {}
    )


def _beliefs() -> xr.Dataset:
    quantiles = [
        [[0.001, 0.01, 0.03, 0.1, 0.4]] * 2,
        [[-2.0, -1.0, 0.0, 1.0, 2.0]] * 2,
        [[0.0, 0.0, 0.0, 1.0, 1.0]] * 2,
    ]
    columns = _columns(
        "quantity",
        list(QUANTITIES),
        label=["Rate", ATTACK, "It comes"],
        unit=["a year", "$", "share"],
        basis=["data", "expert judgement", "analogy"],
        topic=["t"] * 3,
        link=[0.5, 0.2, 0.1],
        link_se=[0.01] * 3,
        highest=[1, 2, 3],
        lowest=[1, 2, 3],
    )
    groups = {"group": ["prior", "posterior"], "level": [0.05, 0.25, 0.5, 0.75, 0.95]}
    return columns.assign(
        judged=0.25,
        judged_se=0.01,
        value=(("quantity", "group", "level"), quantiles),
        mean=(("quantity", "group"), [[0.3, 0.4]] * 3),
    ).assign_coords(groups)
