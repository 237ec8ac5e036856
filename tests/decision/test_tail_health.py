"""Which draws carry a lead, and what is said of it."""

import numpy as np

from stakes.decision.draws.summaries.summary import leads
from stakes.decision.tail_health import health, problems

RNG = np.random.default_rng(1)
SOUND = RNG.normal([[0.0], [1.0]], 1, (2, 4000))


def told(x):
    _, lead, best = leads(x, ["a", "b"])
    return problems(["a", "b"], best, lead, x[0].size, health(x, best))


def test_normal_draws_are_sound():
    found = health(SOUND, 1)
    assert (found.pareto_k < 0.3).all()
    assert found.lead_pareto_k[1] == 0
    assert 0.2 * 4000 < found.carried[0] < 0.5 * 4000
    assert np.isinf(found.carried[1])
    assert told(SOUND) == []


def test_few_draws_are_named_with_their_number():
    assert told(SOUND[:, :300]) == ["under 400 effective draws of the lead over a (300)"]


def test_a_long_tail_is_named_of_the_option_and_of_the_lead():
    x = SOUND.copy()
    x[1] += RNG.pareto(1.2, 4000)
    said = told(x)
    assert said[0].startswith("long tail, Pareto k from 0.5 on, of b (0.")
    assert said[1].startswith("long tail, Pareto k from 0.5 on, of the lead over a (0.")


def test_a_rare_loss_is_named_with_how_few_draws_carry_it():
    x = np.stack([0.01 * RNG.normal(size=4000), np.full(4000, 1.0)])
    x[1, :10] = -50
    said = told(x)
    assert said[-1] == "under 50 draws carry the lead over a (10)"


def test_of_very_many_draws_a_part_tells_how_many_carry_a_lead():
    many = RNG.normal(size=(2, 400_000))
    carried = health(many, 0).carried[1]
    assert 0.2 * 400_000 < carried < 0.5 * 400_000
