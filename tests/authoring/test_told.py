"""Forms of belief as a case reads them, and what is told of them."""

import tomllib

import pytest

from stakes.authoring.told import fits_and_weights
from stakes.case.beliefs.panels import cooke_scores, read_panels
from stakes.case.case import open_case
from stakes.case.reading.validation import Where
from stakes.report.explain import _prior, sources

WORKS = "priors/works.toml"
QUANTILES = "quantiles = [0.1, 0.4, 0.8]"
SEEDS = """
[panels.river]
label = "Three who know the river"
rationale = "Asked in spring."
"""
ANSWERS = {"ann": (-1, 1), "bob": (-0.3, 0.1), "cat": (-5, 9)}  # about the truth


def seeds(least=0.0):
    rows = [SEEDS, f"least = {least}\n"]
    for i in range(8):
        truth = 10.0 + i
        said = ", ".join(
            f"{name} = {[truth - 0.1 * i + x for x in (low, (low + high) / 2, high)]}"
            for name, (low, high) in ANSWERS.items()
        )
        rows.append(
            f'\n[panels.river.seeds.s{i}]\nquestion = "How high in year {i}?"\ntruth = {truth}\n'
            f"answers = {{ {said} }}\n"
        )
    return "".join(rows)


def changed(root, new, more=""):
    path = root / WORKS
    text = path.read_text(encoding="utf-8")
    assert QUANTILES in text
    path.write_text(text.replace(QUANTILES, new, 1) + more, encoding="utf-8")
    return root


def pool(names, **each):
    keys = {n: ", ".join([QUANTILES, *([each[n]] if n in each else [])]) for n in names}
    experts = ", ".join(f"{n} = {{ {held} }}" for n, held in keys.items())
    return f'pooled = {{ rule = "linear", panel = "river", experts = {{ {experts} }} }}'


def test_a_panel_gives_the_weights_of_those_in_the_pool(tiny_case):
    root = changed(tiny_case, pool(["ann", "cat"]), seeds())
    experts = open_case(root).quantities["sign_pact"].pooled.experts
    problems = []
    panel = read_panels({"panels": _parsed(root)["panels"]}, Where(WORKS, None, problems))["river"]
    raw = {name: s.weight for name, s in cooke_scores(panel).items()}
    assert experts["ann"].weight == pytest.approx(raw["ann"] / (raw["ann"] + raw["cat"]))
    assert experts["ann"].weight + experts["cat"].weight == pytest.approx(1.0)
    told = fits_and_weights(open_case(root).quantities)
    assert told.startswith("\nsign_pact: a linear pool, weighed by the panel 'river': ann ")


def _parsed(root):
    return tomllib.loads((root / WORKS).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("names", "least", "said"),
    [
        (["ann", "eve"], 0.0, "eve did not answer the seed questions of 'river'"),
        (["ann", "bob"], 0.9999, "none of its experts reaches the least calibration of 'river'"),
    ],
)
def test_what_a_panel_cannot_weigh(tiny_case, complaints, names, least, said):
    changed(tiny_case, pool(names), seeds(least))
    assert any(said in line for line in complaints())


def test_everyone_answers_every_seed(tiny_case, complaints):
    text = seeds().replace("cat = [5", "dan = [5", 1)
    changed(tiny_case, pool(["ann", "bob"]), text)
    assert any("give every expert's answer to each question" in line for line in complaints())


def test_many_quantiles_are_fitted_and_their_misfit_is_told(tiny_case):
    form = (
        "elicited = { levels = [0.05, 0.25, 0.5, 0.75, 0.95], values = [0.1, 0.3, 0.4, 0.5, 0.8] }"
    )
    q = open_case(changed(tiny_case, form)).quantities["sign_pact"]
    assert q.kind == "distribution"
    assert q.distribution.name == "scaled_beta"
    assert q.distribution.support == (0.0, 0.95)
    told = fits_and_weights({"sign_pact": q})
    assert "fitted by scaled-beta, off by at most" in told
    assert told.strip().removeprefix("sign_pact: fitted by ") in _prior(q)[0][0]


def test_explain_has_a_line_for_each_expert(tiny_case):
    each = {"ann": 'sources = ["office"], rationale = "She saw it."', "bob": 'label = "Bob"'}
    case = open_case(changed(tiny_case, pool(["ann", "bob"], **each), seeds()))
    lines = [line[0] for line in _prior(case.quantities["sign_pact"])]
    assert lines[0].startswith("A linear pool of 2 experts weighed by the panel 'river'.")
    assert any(line.startswith("ann (") and line.endswith("She saw it.") for line in lines)
    assert any(line.startswith("Bob (") for line in lines)
    assert [s.id for s in sources(case, "sign_pact")] == ["office"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ('{ name = "beta", alpha = 2, beta = 2, between = [0.1, 0.8] }', "between 0.1 and 0.8"),
        (
            '{ name = "discrete", values = [0.1, 0.5], weights = [0.25, 0.75] }',
            "one of 0.1 (25 %), 0.5 (75 %)",
        ),
        ('{ name = "binomial", n = 0, p = 0.5 }', "binomial distribution with n = 0, p = 0.5"),
    ],
)
def test_explain_says_which_distribution(tiny_case, form, said):
    q = open_case(changed(tiny_case, f"distribution = {form}")).quantities["sign_pact"]
    assert said in _prior(q)[0][0]


def test_correlations_are_loadings_of_their_quantities(tiny_case):
    pair = '\n[[correlations]]\nbetween = ["effect", "sign_pact"]\nrank = 0.5\nreason = "Guess."\n'
    quantities = open_case(changed(tiny_case, QUANTILES, pair)).quantities
    assert list(quantities["sign_pact"].loadings) == ["sign_pact"]
    assert list(quantities["effect"].loadings) == ["sign_pact", "effect"]
    assert quantities["flood_rate"].loadings is None
