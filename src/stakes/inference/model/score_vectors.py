"""Quantities that are functions of normal scores in the model: truncated, discrete and pooled
beliefs, and correlated ones.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from stakes.case.beliefs.states import State
from stakes.case.priors import Part, Quantity, parts_of
from stakes.errors import CaseError, Problem
from stakes.inference import jqpd
from stakes.inference.jqpd import Jqpd
from stakes.inference.log_densities import SCORED, SCORES, of_scores
from stakes.inference.quantile_functions.scores import Marginal, at_score, marginal_of, whole_law

_FAR = 6.0  # scores, up to which every value must be finite


def from_scores(
    priors: Mapping[str, Quantity], parts: Mapping[str, tuple[Part, tuple[float, float]]]
) -> dict[str, Any]:
    """Values of the parts that are no three quantiles alone and no random variables of their own,
    by name: functions of one normal vector, of independent elements.

    Raises
    ------
    CaseError
        If a part is correlated with one that is not among them.
    """
    found = {name: _marginal(*pair) for name, pair in parts.items()}
    marginals = {name: marginal for name, marginal in found.items() if marginal is not None}
    if not marginals:
        return {}
    _check_together(priors, marginals)
    _check_finite(priors, marginals)
    first = next(iter(marginals))
    label = f"{first}_and_others" if len(marginals) > 1 else first
    pm.modelcontext(None).add_coord(f"{label}{SCORED}", list(marginals))
    z = pm.Normal(f"{label}{SCORES}", 0.0, 1.0, dims=f"{label}{SCORED}")
    own = {name: z[i] for i, name in enumerate(marginals)}
    return {
        name: _value(marginal, _score(parts[name][0], name, own))
        for name, marginal in marginals.items()
    }


def _marginal(part: Part, bounds: tuple[float, float]) -> Marginal | None:
    if loadings_of(part) is not None:
        return whole_law(part, bounds)
    return None if part.quantiles else marginal_of(part, bounds)


def loadings_of(part: Part) -> Mapping[str, float] | None:
    """How the score of a part is made of independent ones; None where it goes with no other."""
    return None if isinstance(part, State) else part.loadings


def _score(part: Part, name: str, own: Mapping[str, Any]) -> Any:
    """The score of a part: its own, or made of those of others and its own."""
    loadings = loadings_of(part)
    if loadings is None:
        return own[name]
    terms = [weight * own[other] for other, weight in loadings.items()]
    return sum(terms[1:], terms[0])


def _value(marginal: Marginal, z: Any) -> Any:
    if "jqpd" in marginal:
        return jqpd.transform(Jqpd(*marginal["jqpd"]), z, pt, _normal_cdf)
    return at_score(marginal, z, pt)


def _normal_cdf(z: Any) -> Any:
    return 0.5 * pt.erfc(-z / 2.0**0.5)


def _check_together(priors: Mapping[str, Quantity], marginals: Mapping[str, Marginal]) -> None:
    problems = []
    for name, q in priors.items():
        missing = [other for other in q.loadings or () if other not in marginals]
        if name in marginals and missing:
            problem = f"is correlated with {', '.join(missing)}, registered elsewhere or not at all"
            fix = "name all that go together in one call of stakes.quantities"
            file = f"priors/{q.topic}.toml"
            problems.append(Problem(file, f"quantities.{name}", problem, fix))
    if problems:
        raise CaseError(problems)


def _check_finite(priors: Mapping[str, Quantity], marginals: Mapping[str, Marginal]) -> None:
    owners = {part: q for name, q in priors.items() for part in parts_of(name, q)}
    problems = []
    for name, marginal in marginals.items():
        with np.errstate(all="ignore"):
            held = np.isfinite(np.asarray(at_score(marginal, np.array([-_FAR, 0.0, _FAR]))))
        if not held.all():
            q = owners[name]
            problem = f"its prior ({name}) reaches numbers that are too large to compute with"
            fix = "narrow it, or truncate it"
            problems.append(Problem(f"priors/{q.topic}.toml", f"quantities.{q.id}", problem, fix))
    if problems:
        raise CaseError(problems)


def refuse_discrete(
    priors: Mapping[str, Quantity], model: pm.Model, wanted: Mapping[str, Any]
) -> None:
    """Raise a CaseError if evidence speaks to discrete quantities, between whose values no sampler
    can step.

    Parameters
    ----------
    wanted : by free random variable of the model, which elements evidence speaks to.
    """
    parts = {
        part: q
        for name, q in priors.items()
        for part, (held, _) in parts_of(name, q).items()
        if held.distribution is not None and held.distribution.discrete
    }
    problems = []
    for name, mask in wanted.items():
        dims = model.named_vars_to_dims.get(name)
        if not dims or not of_scores(name, dims):
            continue
        for label, spoken_to in zip(model.coords[dims[0]] or (), mask, strict=True):
            if label in parts and spoken_to:
                problem = "is discrete, but evidence speaks to it"
                fix = "write its values as states, with the likelihood by state (state_likelihood)"
                where = f"priors/{parts[label].topic}.toml"
                problems.append(Problem(where, f"quantities.{parts[label].id}", problem, fix))
    if problems:
        raise CaseError(problems)
