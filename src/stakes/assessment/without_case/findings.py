"""All findings of draws without a case, for the page that shows those of a case."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from stakes.assessment.beliefs import believed
from stakes.assessment.decision_record.information import information_entries
from stakes.assessment.decision_record.record import Made, Stamps, Valued, decided, rivals
from stakes.assessment.decision_record.sensitivity import sensitivity_entries
from stakes.assessment.explorer.payload import Assumption, payload
from stakes.assessment.findings import Findings, Sample
from stakes.assessment.information import Information
from stakes.assessment.rank_correlations import linked
from stakes.assessment.sensitivity.analysis import Sensitivity
from stakes.assessment.without_case.given import Given
from stakes.assessment.without_case.knowing import knowing
from stakes.assessment.without_case.mixing import mixing
from stakes.assessment.without_case.shortlist import shortlist
from stakes.assessment.without_case.stand_in import OWN, stand_in
from stakes.assessment.without_case.thinned import every, kept, thinning_sentence
from stakes.assessment.without_case.turning import turning
from stakes.case.case import Case
from stakes.decision.diagnosis import diagnose
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.summaries.estimate import estimate
from stakes.decision.expected_value import compare
from stakes.decision.risk.tail_risk import cvar

SHOWN = 20  # numbers at most: those most closely linked with the lead
ASSUMED = 8  # that a reader may assume in the explorer
CARRIED = 250_000  # numbers that the page carries for the explorer


def find_without_case(held: Given, versions: Mapping[str, str]) -> Findings:
    """Findings of draws.

    Parameters
    ----------
    held : what is given.
    versions : of libraries, for the record.
    """
    table, fit = _compared(held), _fit(held)
    pair = rivals(held.value, table)
    beliefs = linked(stand_in(held, pair[0], list(held.elements)), fit, held.value, pair)
    beliefs = beliefs.isel(quantity=slice(SHOWN))
    names = [str(q) for q in beliefs["quantity"].to_numpy()]
    case, attributes = stand_in(held, pair[0], names), _attributes(held, table)
    near = shortlist(held, pair)
    few = replace(held, value=held.value.sel(option=near), parts=held.parts.sel(option=near))
    rest = [o for o in _others(table, pair) if o in near]
    information, sensitivity = _examined(few, names, [*pair, *rest])
    fields: Any = {
        **information_entries(information),
        **sensitivity_entries(case, sensitivity),
        "beliefs": believed(case, fit, sensitivity.sense),
        "likelihoods": {},
    }
    made = Made(OWN, None, {}, Stamps(_fingerprint(held), versions))
    decision = decided(case, fit, Valued(held.value, table, attributes), made, fields)
    explored = _explorer(few, case, names)
    return Findings(
        case=case,
        decision=decision,
        comparison=table,
        given_agreement=table[["expected", "mcse"]],
        attributes=attributes,
        beliefs=beliefs,
        evidence=_none("table", "use", "known"),
        checks=_none("check", "passed"),
        diagnostics={str(k): x for k, x in fit.attrs.items()},
        information=information,
        sensitivity=sensitivity,
        shortlist=tuple(near),
        explorer=explored,
        sample=_sample(held, len(names), explored["draws"]),
    )


def _examined(held: Given, names: list[str], ordered: list[str]) -> tuple[Information, Sensitivity]:
    """What knowing more would be worth, by all draws, and what would change the answer, by every so
    many-th.
    """
    numbers = held.numbers[names]
    some = kept(held.value, every(held.value.size // held.value.sizes["option"]))
    turned = turning(held.value.isel(some), numbers.isel(some), ordered)
    return knowing(held, numbers, ordered[0]), turned


def _none(dim: str, *columns: str) -> xr.Dataset:
    """A table without rows."""
    return xr.Dataset({name: (dim, []) for name in columns}, {dim: np.array([], str)})


def _compared(held: Given) -> xr.Dataset:
    """`stakes.compare`, with the errors of tails and how far they lie from the best option's."""
    table = compare(held.value)
    tails = cvar(held.value, against=str(table["best"].item()))
    names = {"difference": "cvar_difference", "difference_mcse": "cvar_difference_mcse"}
    return table.assign(tails.rename(names))


def _others(table: xr.Dataset, pair: tuple[str, str]) -> list[str]:
    """Ids of the other options, in falling order of their expected value."""
    order = np.argsort(-table["expected"].to_numpy(), kind="stable")
    return [str(o) for o in table["option"].to_numpy()[order] if o not in pair]


def _fit(held: Given) -> xr.DataTree:
    root = xr.Dataset(attrs={"as_of": "", "seed": 0} | mixing(held))
    return xr.DataTree.from_dict({"/": root, "posterior": held.numbers})


def _attributes(held: Given, table: xr.Dataset) -> xr.Dataset:
    """Dataset[option, attribute]: mean, mcse of each part."""
    if len(held.attributes) == 1:
        own = table[["expected", "mcse"]].rename(expected="mean").reset_coords(drop=True)
        return own.expand_dims(attribute=list(held.attributes)).transpose("option", "attribute")
    found = [[estimate(x) for x in row] for row in to_numpy(held.parts, "option", "attribute")]
    columns = {
        "mean": [[e.mean for e in row] for row in found],
        "mcse": [[e.error for e in row] for row in found],
    }
    dims = ("option", "attribute")
    coords = {d: held.parts[d].to_numpy() for d in dims}
    return xr.Dataset({name: (dims, rows) for name, rows in columns.items()}, coords)


def _fingerprint(held: Given) -> str:
    """Of the draws, and of the names that they have."""
    digest = hashlib.sha256()
    for name, da in [("", held.value), *held.numbers.data_vars.items()]:
        digest.update(str(name).encode() + np.ascontiguousarray(da.to_numpy()).tobytes())
    return digest.hexdigest()[:16]


def _sample(held: Given, shown: int, carried: int) -> Sample:
    total = len(held.elements)
    few = (
        f"Of {total} numbers the {shown} most closely linked with the lead are looked at."
        if shown < total
        else ""
    )
    problems = diagnose(held.value).attrs["problems"]
    count = held.value.size // held.value.sizes["option"]
    page = f"{carried:,} of the {count:,} draws are in this page." if carried < count else ""
    thinned = " ".join(filter(None, (few, thinning_sentence(held))))
    return Sample(held.said, thinned, tuple(problems), page)


def _explorer(held: Given, case: Case, names: list[str]) -> dict[str, Any]:
    """Draws for the reader, as many as the page can carry."""
    count, assumed = held.value.size // held.value.sizes["option"], names[:ASSUMED]
    series = held.value.sizes["option"] * len(held.attributes) + len(assumed)
    some = kept(held.value, every(count, CARRIED // series))
    parts = held.parts.isel(some).isel(set=0, missing_dims="ignore", drop=True)
    parts = parts.assign_attrs(unit=held.unit, relative_to=case.baseline)
    draws = held.numbers[assumed].isel(some).isel(set=0, missing_dims="ignore", drop=True)
    words = (held.elements[name] for name in assumed)
    found = payload(
        parts,
        case.profiles,
        OWN,
        [Assumption(n.id, n.label, n.unit, draws[n.id]) for n in words],
        {
            "options": {o: n.label for o, n in held.options.items()},
            "attributes": {a: n.label for a, n in held.attributes.items()},
        },
    )
    return found | {"baseline": ""}  # the values are as given
