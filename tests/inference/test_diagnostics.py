"""Convergence of chains in numbers, and the variables named for it."""

import numpy as np
import pytest
from tests.inference.made_up_draws import draws, stats

from stakes.inference.diagnostics import diagnose, together
from stakes.inference.gate import (
    failures,
    reasons,
    structure_name,
)

SOUND = {"rhat_max": 1.0, "ess_min": 4000.0, "divergences": 0, "bfmi_min": 1.0}


@pytest.fixture
def normal():
    return np.random.default_rng(1).normal(size=(4, 1000, 3))


def test_elements_are_named_by_their_labels(normal):
    normal[0, :, 1] += 2
    posterior = draws(rate=(("block",), normal)).assign_coords(block=["I", "IA", "IB"])
    found = diagnose(posterior, stats(np.zeros((4, 1000))))
    assert found["worst_rhat"] == found["worst_ess"] == "rate[IA]"
    assert found["worst"] == "rate[IA], rate[IA]"
    said = failures(found, structure_name("strategic"))
    assert said[0].startswith("R-hat reaches 1.")
    assert said[0].endswith(", above 1.01, for rate[IA] in the structure 'strategic'")
    assert said[1].endswith(", under 400, for rate[IA] in the structure 'strategic'")
    assert reasons(found)[0].endswith(", above 1.01, for rate[IA]")


def test_divergent_draws_name_the_variable_in_which_they_lie_apart(normal):
    diverging = np.zeros((4, 1000), bool)
    diverging.ravel()[np.argsort(normal[..., 2].ravel())[:5]] = True
    found = diagnose(draws(x=(("k",), normal)), stats(diverging))
    assert found["diverging_in"] == "x[2] (low)"
    assert failures(found) == (
        "5 divergent transitions in the joint model, whose draws lie apart from the others in "
        "x[2] (low)",
    )


@pytest.mark.parametrize("count", [1, 5, 50])
def test_divergences_anywhere_name_no_variable_but_by_chance(count, normal):
    """By chance one fit in twenty would: of 200, within five errors of 10."""
    rng, named = np.random.default_rng(2), 0
    for _ in range(200):
        diverging = np.zeros(4000, bool)
        diverging[rng.choice(4000, count, replace=False)] = True
        named += bool(
            diagnose(draws(x=(("k",), normal[:, :, :])), stats(diverging.reshape(4, 1000)))[
                "diverging_in"
            ]
        )
    assert named <= 10 + 5 * (200 * 0.05 * 0.95) ** 0.5


def test_chains_that_are_all_stuck_are_refused():
    found = diagnose(draws(x=((), np.ones((4, 100)))), stats(np.zeros((4, 100)), np.ones((4, 100))))
    assert (found["rhat_max"], found["ess_min"], found["bfmi_min"]) == (np.inf, 0, 0)
    assert len(failures(found)) == 3
    found = diagnose(
        draws(x=((), np.repeat(np.arange(4.0)[:, None], 100, 1))), stats(np.zeros((4, 100)))
    )
    assert "R-hat is beyond 100, above 1.01, for x in the joint model" in failures(found)


def test_a_constant_beside_what_varies_and_whole_numbers_are_passed_over(normal):
    posterior = draws(
        x=((), normal[..., 0]),
        fixed=((), np.ones((4, 1000))),
        state=((), np.repeat([[0], [1], [0], [1]], 1000, 1)),
    )
    assert failures(diagnose(posterior, stats(np.zeros((4, 1000))))) == ()


def test_draws_that_are_no_numbers_are_refused(normal):
    normal[2, 5, 0] = np.nan
    said = failures(diagnose(draws(x=(("k",), normal)), stats(np.zeros((4, 1000)))))
    assert "R-hat is beyond 100, above 1.01, for x[0] in the joint model" in said


def test_independent_parts_are_as_bad_as_the_worst_of_them_and_name_its_variables(normal):
    sound = diagnose(draws(a=((), normal[..., 0])), stats(np.zeros((4, 1000))))
    apart = normal[..., 1].copy()
    apart[0] += 2
    stuck = diagnose(draws(b=((), apart)), stats(np.arange(4000).reshape(4, 1000) < 3))
    parts = [one | {"retried": i} for i, one in enumerate((sound, stuck))]
    found = together(parts)
    for key in ("rhat_max", "ess_min", "divergences", "retried"):
        assert found[key] == parts[1][key], key
    assert found["bfmi_min"] == min(sound["bfmi_min"], stuck["bfmi_min"])
    assert (found["worst"], found["worst_rhat"], found["worst_ess"]) == ("b, b", "b", "b")
    assert failures(found) == failures(parts[1])
    both = together([stuck | {"retried": 0, "diverging_in": "b (low)"}] * 2)
    assert both["divergences"] == 6
    assert both["diverging_in"] == "b (low) and b (low)"
    assert together([parts[0]]) == parts[0]
