"""Mistakes in case.toml, priors and sources: one clear line each, with file, key, problem
and fix.
"""

import pytest

CASE, FLOODS, WORKS, SOURCES = (
    "case.toml",
    "priors/floods.toml",
    "priors/works.toml",
    "priors/sources.toml",
)

# fmt: off
EDITS = [
    (CASE, 'title = "A tiny case"\n', "", "title: is missing; add it"),
    (CASE, "title", "titel", "title: is missing; add it\ntitel: unknown key 'titel'; did you mean "
                             "'title'?"),
    (CASE, "seed = 7", "seed = -1", "seed: is -1, below 0; give 0 or more"),
    (CASE, "seed = 7", "seed = true", "seed: is true, not a whole number; write it in digits "
                                      "alone"),
    (CASE, "seed = 7", "seed = 7.0", "seed: is 7.0, not a whole number; write it in digits alone"),
    (CASE, "as_of = 2011-06-10", 'as_of = "10 June 2011"',
     "as_of: is '10 June 2011', not a date; write it as 2011-06-10, without quotes"),
    (CASE, "as_of = 2011-06-10", "as_of = 2011-02-30",
     "line 3: is not valid TOML (invalid date or datetime); give a day that exists as yyyy-mm-dd"),
    (CASE, "as_of = 2011-06-10", "as_of = 2011-06-10T12:00:00+02:00",
     "as_of: is 2011-06-10 12:00:00+02:00, a date with a time; give the day alone: 2011-06-10"),
    (CASE, "horizon = 2020-12-31", "horizon = 2011-06-10",
     "horizon: is 2011-06-10, not after as_of (2011-06-10); give a later date"),
    (CASE, 'unit = "million euros"', 'unit = " "', "unit: is empty; write a text"),
    (CASE, "seed = 7", "seed = ",
     "line 6: is not valid TOML (invalid value); put text in quotes, numbers and dates without, "
     "and close every bracket"),
    (CASE, "seed = 7", "seed = 7\nseed = 8",
     "line 7: is not valid TOML (cannot overwrite a value); a key or table may stand only once: "
     "rename or remove one "
     "of the two"),
    (CASE, '["models/floods.py"]', '["../floods.py"]',
     "models[0]: ../floods.py lies outside the case; copy the file into models/ and name it there"),
    (CASE, '["models/floods.py"]', '["/elsewhere/floods.py"]',
     "models[0]: /elsewhere/floods.py lies outside the case; copy the file into models/ and name "
     "it there"),
    (CASE, '["models/floods.py"]', "[]", "models: is empty; give at least one"),
    (CASE, '["models/floods.py"]', '["models/floods.py", "./models/floods.py"]',
     "models[1]: models/floods.py is listed twice; list each file once"),
    (CASE, '["models/floods.py"]', '["models"]', "models[0]: 'models' is not a Python file; name "
                                                 "a .py file below models/"),
    (CASE, '["models/floods.py"]', '"models/floods.py"',
     "models: is 'models/floods.py', not a list; write it in square brackets"),
    (FLOODS, 'unit = "per year"\n', "", "quantities.flood_rate.unit: is missing; add it"),
    (FLOODS, 'grade = "B"', 'grade = "E"', "quantities.flood_rate.grade: 'E' is not known here; "
                                           "use one of A, B, C, D"),
    (FLOODS, 'rationale = "Two', 'rational = "Two',
     "quantities.damage.rationale: is missing; add it\n"
     "quantities.damage.rational: unknown key 'rational'; did you mean 'rationale'?"),
    (FLOODS, "[0.1, 0.3, 0.9]", "[0.9, 0.5, 0.2]",
     "quantities.flood_rate.quantiles: quantiles are out of order (0.9, 0.5, 0.2); give them as 5 "
     "%, 50 %, 95 % in "
     "rising order"),
    (FLOODS, "[0.1, 0.3, 0.9]", "[0.1, 0.9]",
     "quantities.flood_rate.quantiles: has 2 entries; give three numbers: the 5 %, 50 % and 95 % "
     "quantiles"),
    (FLOODS, "[0.1, 0.3, 0.9]", "[0.0, 0.3, 0.9]",
     "quantities.flood_rate.quantiles: quantiles (0, 0.3, 0.9) do not lie strictly inside the "
     "bounds [0, inf]; move "
     "the quantiles or set bounds"),
    (FLOODS, "[0.1, 0.3, "
             "0.9]", "[0.1, 0.3, "
                     "nan]", "quantities.flood_rate.quantiles[2]: is nan; give a finite number"),
    (FLOODS, "[0.1, 0.3, "
             "0.9]", "[0.1, 0.3, "
                     "inf]", "quantities.flood_rate.quantiles[2]: is inf; give a finite number"),
    (FLOODS, "[0.1, 0.3, 0.9]", '[0.1, "0.3", 0.9]',
     "quantities.flood_rate.quantiles[1]: is '0.3', not a number; give a number, without quotes"),
    (FLOODS, "[0.1, 0.3, 0.9]", "[0.1, true, 0.9]",
     "quantities.flood_rate.quantiles[1]: is true, not a number; give a number, without quotes"),
    (WORKS, "[0.0, 0.95]", "[0.0, 0.8]",
     "quantities.sign_pact.quantiles: quantiles (0.1, 0.4, 0.8) do not lie strictly inside the "
     "bounds [0, 0.8]; move "
     "the quantiles or set bounds"),
    (WORKS, "[0.0, 0.95]", "[-0.1, 1.5]",
     "quantities.sign_pact.bounds: bounds [-0.1, 1.5] leave [0, 1], where a share lies; give "
     "bounds within [0, 1] or "
     "another unit"),
    (WORKS, "[0.0, 0.95]", "[0.95, 0.0]",
     "quantities.sign_pact.bounds: bounds are out of order (0.95, 0); give the lower bound first"),
    (WORKS, "[0.0, 0.95]", "[0.0]", "quantities.sign_pact.bounds: has 1 entry; give two numbers, "
                                    "lower and upper"),
    (FLOODS, "probability = 0.25", "probability = 1.25",
     "quantities.wet_decade.probability: is 1.25, outside [0, 1]; give a number from 0 to 1"),
    (FLOODS, "weight = 0.7", "weight = 0.6",
     "quantities.damage.states: the weights of the states sum to 0.9, not 1; change the weights "
     "so that they sum to 1"),
    (FLOODS, "weight = 0.7", "weight = -0.7",
     "quantities.damage.states.low.weight: is -0.7, outside [0, 1]; give a number from 0 to 1"),
    (FLOODS, "value = 12.0\n", "",
     "quantities.damage.states.high: has none of quantiles, distribution, value; give exactly one "
     "of them"),
    (FLOODS, "value = 12.0", "value = -12.0",
     "quantities.damage.states.high.value: -12 lies outside the bounds [0, inf]; change it or set "
     "bounds"),
    (FLOODS, '["office", "recalled"]', '["ofice"]',
     "quantities.damage.sources[0]: unknown source 'ofice'; did you mean 'office'?"),
    (FLOODS, 'sources = ["office"]', "sources = []",
     "quantities.flood_rate.sources: no source, though the basis is 'analogy'; name a source, or "
     "set basis = 'expert "
     "judgement'"),
    (FLOODS, "probability = 0.25", "probability = 0.25\nvalue = 1",
     "quantities.wet_decade: has value and probability; keep one of them"),
    (FLOODS, "probability = 0.25\n", "",
     "quantities.wet_decade: has none of quantiles, distribution, value, probability, states; "
     "give exactly one of them"),
    (FLOODS, "quantities.wet_decade", 'quantities."wet decade"',
     "quantities.wet decade: 'wet decade' cannot be used as a name; use letters, digits and _, "
     "beginning with a letter"),
    (FLOODS, 'topic = "floods"', 'topic = "flood"',
     "topic: is 'flood', but the file is called floods.toml; write 'floods', or rename the file"),
    (WORKS, '"normal"', '"norml"', "quantities.effect.distribution: unknown distribution 'norml'; "
                                   "did you mean 'normal'?"),
    (WORKS, 'name = "normal", ', "",
     'quantities.effect.distribution: has no name; name the distribution: { name = "normal", mu = '
     '0.0, sigma = 1.0 }'),
    (WORKS, ", sigma = 1.0", "", "quantities.effect.distribution.sigma: is missing; add it"),
    (WORKS, "sigma = 1.0", "sigma = 0", "quantities.effect.distribution.sigma: is 0, not above 0; "
                                        "give a number above 0"),
    (WORKS, "sigma = 1.0", "sd = 1.0, sigma = 1",
     "quantities.effect.distribution.sd: unknown key 'sd'; use one of mu, name, sigma"),
    (WORKS, '{ name = "normal", mu = 0.0, sigma = 1.0 '
            '}', '{ name = "uniform", lower = 2, upper = 1 }',
     "quantities.effect.distribution.upper: is 1, not above lower (2); give a number above lower"),
    (WORKS, 'unit = "log"', 'unit = "probability"',
     "quantities.effect.distribution: the range [-inf, inf] of normal reaches outside the bounds "
     "[0, 1]; change it or "
     "set bounds"),
    (WORKS, "mu = 0.0", "mu = inf", "quantities.effect.distribution.mu: is inf; give a finite "
                                    "number"),
    (WORKS, "value = 3", "value = -3", "quantities.cost.value: -3 lies outside the bounds [0, "
                                       "inf]; change it or set bounds"),
    (WORKS, "quantities.cost", "quantities.damage",
     "quantities.damage: is already defined in priors/floods.toml; rename or remove one of the "
     "two"),
    (WORKS, "[quantities.cost]", "[quantities.effect]",
     "line 23: is not valid TOML (cannot declare ('quantities', 'effect') twice); a key or table "
     "may stand only once: "
     "rename or remove one of the two"),
    (WORKS, "[quantities.cost]", "[[quantities.cost]]", "quantities.cost: is a list, not a table; "
                                                        "write it as a table of keys"),
    (WORKS, "[quantities.cost]", "[quantities.cost",
     "line 23: is not valid TOML (expected ']' at the end of a table declaration); close the "
     "bracket"),
    (SOURCES, 'url = ""', 'url = "the mill"',
     "sources.recalled.url: 'the mill' is not the address of a page; begin it with https:// or "
     "http://"),
    (SOURCES, 'read = "memory"', 'read = "page"',
     "sources.recalled.url: is empty, though the source was read on its page; give the address, "
     "or change read"),
    (SOURCES, '"1998"', '"1998-13"', 'sources.recalled.date: 1998-13 does not exist; write '
                                     '"2011", "2011-06" or "2011-06-10"'),
    (SOURCES, '"1998"', '"last year"',
     'sources.recalled.date: \'last year\' is not a date; write "2011", "2011-06" or "2011-06-10"'),
    (SOURCES, '"1998"', "1998-01-01", 'sources.recalled.date: is 1998-01-01 without quotes; write '
                                      'it in quotes: "1998-01-01"'),
    (SOURCES, 'read = "memory"', 'read = "heard"',
     "sources.recalled.read: 'heard' is not known here; use one of derived, memory, page"),
    (SOURCES, "[sources.recalled]", "[sources.office]",
     "line 9: is not valid TOML (cannot declare ('sources', 'office') twice); a key or table may "
     "stand only once: "
     "rename or remove one of the two"),
]
# fmt: on


@pytest.mark.parametrize(("file", "old", "new", "expected"), EDITS)
def test_each_mistake_gets_its_line(edited, file, old, new, expected):
    assert edited(file, old, new) == [f"{file}: {line}" for line in expected.splitlines()]


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
        f"{WORKS}: quantities.cost.id: unknown key 'id'; use one of basis, bounds, distribution, "
        "grade, label, later, "
        "probability, quantiles, rationale, sources, states, unit, ...",
        f"{WORKS}: quantities.cost.label: is missing; add it",
        f"{WORKS}: quantities.cost.value: 3 lies outside the bounds [5, 9]; change it or set "
        "bounds",
        f"{WORKS}: quantities.cost.probability: is 2, outside [0, 1]; give a number from 0 to 1",
        f"{WORKS}: quantities.cost: has value and probability; keep one of them",
        f"{WORKS}: quantities.cost.labl: unknown key 'labl'; did you mean 'label'?",
    ]


def test_states_keep_within_the_bounds_and_are_two_or_more(edited):
    lower = 'states.low]\nlabel = "The office\'s view"\nweight = 0.7\nquantiles = [1.0, 2.0, 5.0]'
    key = f"{FLOODS}: quantities.damage.states"
    new = lower.replace(
        "quantiles = [1.0, 2.0, 5.0]", 'distribution = { name = "normal", mu = 0, sigma = 1 }'
    )
    assert edited(FLOODS, lower, new) == [
        f"{key}.low.distribution: the range [-inf, inf] of normal reaches outside the bounds [0, "
        "inf]; change it or set bounds"
    ]
    assert edited(
        FLOODS,
        'distribution = { name = "normal", mu = 0, sigma = 1 }',
        'distribution = { name = "beta", beta = 1 }',
    ) == [f"{key}.low.distribution.alpha: is missing; add it"]


def test_quantiles_need_a_finite_lower_bound(edited):
    old = "quantiles = [0.1, 0.3, 0.9]"
    problem = "quantiles need a finite lower bound; set bounds, or give a distribution"
    assert edited(FLOODS, old, f"{old}\nbounds = [-inf, inf]") == [
        f"{FLOODS}: quantities.flood_rate.quantiles: {problem}"
    ]
