"""Mistakes in priors that take more than one edit; see also ``mistakes/priors.toml``."""

from math import inf

import pytest

from stakes.case.case import open_case

CASE, FLOODS = "case.toml", "priors/floods.toml"
WORKS, SOURCES = "priors/works.toml", "priors/sources.toml"


def test_empty_files(tiny_case, complaints):
    for file in (CASE, FLOODS, SOURCES):
        (tiny_case / file).write_text("")
    assert complaints()[:7] == [
        f"{CASE}: {key}: is missing; add it"
        for key in ("title", "question", "as_of", "horizon", "unit", "seed", "models")
    ]
    assert complaints()[7:11] == [
        f"{SOURCES}: sources: is missing; write at least one table [sources.<id>]",
        f"{FLOODS}: topic: is missing; add it",
        f"{FLOODS}: label: is missing; add it",
        f"{FLOODS}: quantities: is missing; write at least one table [quantities.<id>]",
    ]


def test_several_mistakes_in_one_quantity(edited):
    new = '[quantities.cost]\nid = "cost"\nbounds = [5, 9]\nprobability = 2\nlabl = "l"'
    assert edited(WORKS, '[quantities.cost]\nlabel = "Cost of the dam"', new) == [
        f"{WORKS}: quantities.cost.id: unknown key 'id'; use one of along, basis, bounds, "
        "distribution, elicited, grade, label, later, "
        "pooled, posterior, probability, quantiles, ...",
        f"{WORKS}: quantities.cost.label: is missing; add it",
        f"{WORKS}: quantities.cost.value: 3 lies outside the bounds [5, 9]; change it or set "
        "bounds",
        f"{WORKS}: quantities.cost.probability: is 2, outside [0, 1]; give a number from 0 to 1",
        f"{WORKS}: quantities.cost: has value and probability; keep one of them",
        f"{WORKS}: quantities.cost.labl: unknown key 'labl'; did you mean 'label'?",
    ]


def test_forms_of_a_prior(tiny_case):
    quantities = open_case(tiny_case).quantities
    forms = {name: (quantity.kind, quantity.bounds) for name, quantity in quantities.items()}
    assert forms == {
        "flood_rate": ("quantiles", (0, inf)),
        "damage": ("states", (0, inf)),
        "wet_decade": ("event", (0, 1)),
        "sign_pact": ("quantiles", (0, 0.95)),
        "effect": ("distribution", (-inf, inf)),
        "cost": ("value", (0, inf)),
    }
    assert quantities["effect"].distribution.parameters == {"mu": 0.0, "sigma": 1.0}
    assert quantities["damage"].weights == {"low": 0.7, "high": 0.3}
    assert quantities["wet_decade"].weights == {"no": 0.75, "yes": 0.25}
    assert {level: state.kind for level, state in quantities["damage"].states.items()} == {
        "low": "quantiles",
        "high": "value",
    }


def test_bounds_of_an_event_are_those_of_a_probability(tiny_case):
    file = tiny_case / FLOODS
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('unit = "probability"', 'unit = "so or not"'), encoding="utf-8")
    assert open_case(tiny_case).quantities["wet_decade"].bounds == (0.0, 1.0)


@pytest.mark.parametrize(("held", "said"), [("{}", "is empty"), ("3", "is 3, not a table")])
def test_no_quantities(tiny_case, complaints, held, said):
    head = 'topic = "works"\nlabel = "The works"\n'
    (tiny_case / WORKS).write_text(f"{head}quantities = {held}\n", encoding="utf-8")
    fix = "write at least one table [quantities.<id>]"
    assert f"{WORKS}: quantities: {said}; {fix}" in complaints()
