"""What a profile asks beside its weights, held against absolute outcomes: its objective, and limits
that no option may break.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from stakes.assessment.valuation import Valuation
from stakes.case.choices.demands import Constraint as Asked
from stakes.case.choices.demands import Lexical as Order
from stakes.case.choices.demands import Objective as Wanted
from stakes.case.values import FILE, Profile
from stakes.decision.constraints.chance_constraints import PASSES, Limit, chance_constraints
from stakes.decision.constraints.lexicographic import lexicographic
from stakes.decision.limits import CLEAR
from stakes.decision.risk.certainty_equivalent import certainty_equivalent
from stakes.decision.risk.relative_risk_aversion import crra_equivalent
from stakes.decision.risk.tail_risk import cvar
from stakes.decision_json.options import Aim, Behind, Constraint, Demands, Held, Lexical, Objective
from stakes.errors import CaseError, Problem
from stakes.outcomes.simulated_outcomes import simulate_outcomes


def demands(valuation: Valuation, profile: Profile, table: xr.Dataset) -> Demands | None:
    """What the options are worth by the profile's objective, and which keep its limits; None where
    it has none of these.

    Parameters
    ----------
    valuation : under the weights of the profile.
    table : `stakes.compare` of the options, which says how they stand where there is no objective.

    Raises
    ------
    CaseError
        If outcomes leave no wealth where the objective needs some.
    """
    if profile.objective is None and not profile.constraints and profile.lexical is None:
        return None
    wanted = profile.objective
    aim = None if wanted is None else _aim(valuation.absolute, wanted, profile.id)
    held = _held(valuation, profile.constraints) if profile.constraints else None
    ids = [str(o) for o in table["option"].values]
    allowed = {
        o: PASSES if held is None else str(held["allowed"].sel(option=o).item()) for o in ids
    }
    return Demands.model_validate(
        {
            "objective": aim,
            "constraints": {} if held is None else _constraints(held),
            "allowed": allowed,
            "best_allowed": _best(allowed, aim, table),
            "lexical": None if profile.lexical is None else _lexical(valuation, profile.lexical),
        }
    )


def _lexical(v: Valuation, asked: Order) -> Lexical:
    """`stakes.lexicographic` on the expected attributes, relative to the baseline."""
    found = lexicographic(v.means, asked.order, asked.slack)
    ids = [str(o) for o in found["option"].values]
    steps = {
        name: {
            o: Behind(
                lead=float(row["lead"]),
                lead_mcse=float(row["lead_mcse"]),
                verdict=row["verdict"].item(),
            )
            for o, row in ((o, found.sel(attribute=name, option=o)) for o in ids)
        }
        for name in asked.order
    }
    return Lexical(steps=steps, kept=tuple(o for o in ids if bool(found["kept"].sel(option=o))))


def _best(allowed: Mapping[str, str], aim: Objective | None, table: xr.Dataset) -> str:
    """Of the options that keep all limits the best; empty if none does."""
    worth = {o: float(table["expected"].sel(option=o)) for o in allowed}
    if aim is not None:
        worth = {o: a.value for o, a in aim.options.items() if a.value is not None}
    left = [o for o in worth if allowed[o] == PASSES]
    return max(left, key=lambda o: worth[o], default="")


def _aim(absolute: xr.DataArray, wanted: Wanted, profile: str) -> Objective:
    """By the objective: once to find the best, and once for the leads of the best, which are
    paired.
    """
    first = _worth(absolute, wanted, profile, None)
    value = first["value"].to_numpy()
    known = np.where(np.isnan(value), -np.inf, value)
    best = str(first["option"].values[int(known.argmax())])
    found = _worth(absolute, wanted, profile, best)
    lead, error = -found["difference"].to_numpy(), found["difference_mcse"].to_numpy()
    others = first["option"].values != best
    sure = bool((lead[others] > CLEAR * error[others]).all())  # NaN is not
    rows = {
        str(o): Aim(
            value=_number(row["value"]),
            mcse=_number(row["mcse"]),
            lead=_number(-row["difference"]),
            lead_mcse=_number(row["difference_mcse"]),
            reason=str(row["reason"].item()),
        )
        for o, row in ((o, found.sel(option=o)) for o in found["option"].values)
    }
    return Objective(kind=wanted.kind, options=rows, best=best, resolved=sure)


def _worth(absolute: xr.DataArray, wanted: Wanted, profile: str, against: str | None) -> xr.Dataset:
    """Dataset[option]: value, mcse, difference, difference_mcse, reason."""
    if wanted.kind == "cvar":
        tails = cvar(absolute, wanted.worst or 0.05, against)
        empty = xr.full_like(tails["cvar"], "", dtype="U1")
        return tails.rename(cvar="value", cvar_mcse="mcse").assign(reason=empty)
    if wanted.kind == "crra":
        try:
            found = crra_equivalent(
                absolute, wanted.relative_risk_aversion or 0.0, wanted.wealth or 0.0, against
            )
        except ValueError as error:
            key = f"profiles.{profile}.objective"
            problem, _, fix = str(error).partition(": ")
            raise CaseError([Problem(FILE, key, problem, fix)]) from None
        return found.rename(equivalent="value", equivalent_mcse="mcse")
    amounts = certainty_equivalent(absolute, wanted.risk_aversion or 0.0, against)
    names = ("mcse", "difference", "difference_mcse", "reason")
    columns: dict[str, Any] = {name: amounts[name].variable for name in names}
    return xr.Dataset(columns | {"value": amounts.variable}, {"option": amounts["option"]})


def _number(x: xr.DataArray) -> float | None:
    return float(x) if np.isfinite(float(x)) else None


def _held(v: Valuation, asked: Mapping[str, Asked]) -> xr.Dataset:
    """`stakes.chance_constraints`, each on the net value or on the attribute that it names."""
    outcomes: dict[str | None, xr.DataArray] = {None: v.absolute}
    for name in sorted({c.of for c in asked.values() if c.of is not None}):
        weights = {a: float(a == name) for a in v.weights}
        outcomes[name] = simulate_outcomes(v.case, v.fit, weights=weights, reviewed=v.reviewed)
    limits = {name: Limit(c.below, c.above, c.chance) for name, c in asked.items()}
    return chance_constraints({name: outcomes[c.of] for name, c in asked.items()}, limits)


def _constraints(held: xr.Dataset) -> dict[str, Constraint]:
    return {
        str(name): Constraint(
            chance=float(held["chance"].sel(constraint=name)),
            options={
                str(o): _of_option(held.sel(constraint=name, option=o))
                for o in held["option"].values
            },
        )
        for name in held["constraint"].values
    }


def _of_option(row: xr.Dataset) -> Held:
    return Held(
        probability=float(row["probability"]),
        mcse=float(row["probability_mcse"]),
        lower=float(row["lower"]),
        upper=float(row["upper"]),
        verdict=row["verdict"].item(),
    )
