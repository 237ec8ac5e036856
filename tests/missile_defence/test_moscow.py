"""Moscow's type: the forward recursion against sums over every path, and what acts do to it."""

from dataclasses import replace
from datetime import date
from itertools import pairwise, product

import numpy as np
import pytensor.tensor as pt
import pytest

from stakes.case.reading.module_loading import load_module
from stakes.inference.model.joint_model import build

LOGLIK = "moscow_type_state_loglik"


@pytest.fixture(scope="module")
def moscow(real_case):
    (path,) = [path for path in real_case.models if path.stem == "moscow"]
    return load_module(path)


@pytest.fixture(scope="module")
def model(real_case):
    return model_of(real_case)


def model_of(case, day=None):
    """The file's model as of a day."""
    only = tuple(path for path in case.models if path.stem == "moscow")
    return build(replace(case, models=only), day)


def at_zero(model, *names):
    """Values of variables where all that is sampled is 0."""
    found = model.compile_fn([model[name] for name in names], inputs=model.free_RVs,
                             mode="FAST_COMPILE", on_unused_input="ignore")  # fmt: skip
    shapes = model.eval_rv_shapes()
    return found({rv.name: np.zeros(shapes[rv.name]) for rv in model.free_RVs})


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("known", [5, 3])
def test_messages_are_sums_over_every_path(moscow, seed, known):
    rng, years = np.random.default_rng(seed), 5
    change = rng.dirichlet(np.ones(3), 3)
    given = rng.random((years, 3))
    start = rng.dirichlet(np.ones(3))
    mask = (np.arange(years) < known).astype(float)
    messages = moscow._messages(pt.as_tensor(change), pt.as_tensor(given), start,
                                pt.as_tensor(mask), years - 1)  # fmt: skip
    forward, backward = (m.eval() for m in messages)
    both = np.zeros((known, 3))
    for path in product(range(3), repeat=known):
        steps = [change[a, b] for a, b in pairwise(path)]
        chance = start[path[0]] * np.prod(steps) * np.prod(given[np.arange(known), path])
        both[np.arange(known), path] += chance
    np.testing.assert_allclose((forward * backward)[:known], both, rtol=1e-12)
    np.testing.assert_allclose(forward[-1], both[-1], rtol=1e-12)  # later years change nothing


def test_what_an_act_looks_like_is_a_distribution_that_tells_more_by_weight(moscow):
    q = {"signal_clear": 0.6, "signal_cheap": 0.4, "signal_costly": 0.5}
    looks = moscow._looks(q | {"signal_own": 0.7, "signal_far": 0.3}).eval()
    np.testing.assert_allclose(looks.sum(axis=2), 1.0, rtol=1e-12)
    own = looks[np.arange(3), :, np.arange(3)]
    assert (np.diff(own, axis=1) > 0).all()
    assert (looks[[0, 2], :, [2, 0]] < looks[[0, 2], :, [1, 1]]).all()  # opposites are rarer


def test_rates_of_ruptures_have_the_stated_mean_in_the_long_run(moscow):
    q = {"moscow_to_middle": 0.7, "rupture_rate": 0.15, "link_rupture_rival": 4.0}
    change = moscow._transition(pt.as_tensor(0.2), pt.as_tensor(0.7)).eval()
    share = np.linalg.matrix_power(change, 500)[0]
    q = {name: pt.as_tensor(value) for name, value in q.items()}
    rates = moscow._rupture_rates(q).eval()
    assert share @ rates == pytest.approx(0.15, rel=1e-9)
    assert rates[2] == pytest.approx(4 * rates[0])


def test_replicates_keep_acts_and_end_in_the_type_drawn(moscow):
    rng = np.random.default_rng(1)
    change = np.array([[0.8, 0.15, 0.05], [0.1, 0.8, 0.1], [0.05, 0.15, 0.8]])
    sure = np.eye(3)[:, None, :].repeat(3, axis=1)  # acts look like the type that does them
    acts = np.zeros((6, 10), dtype="int64")
    acts[:, 0] = 2
    given = (np.full(3, 1 / 3), np.ones(6), np.ones(6), acts)
    rates = np.array([0.0, 0.0, 5.0])
    for kind in range(3):
        record = moscow._random_record(
            None, np.eye(3)[kind], change, sure, 1.0, rates, *given, rng=rng
        )
        assert (record[:, :9].sum(axis=1) == 2).all()
        assert record[-1, kind] == 2
        assert (record[record[:, 2] == 0, 9] == 0).all()  # only a rival breaks off


@pytest.mark.parametrize("day", [date(2005, 6, 1), date(2011, 6, 10), date(2014, 1, 1)])
def test_one_model_serves_every_date(real_case, moscow, model, day):
    """Its data exchanged, it gives what the model of that day gives: before the day of the choice
    the type moves on by the chain alone.
    """
    of_day = model_of(real_case, day)
    held = {data.name: data.get_value() for data in model.data_vars}
    for data in of_day.data_vars:
        model[data.name].set_value(data.get_value())
    log_likelihood, path, change = at_zero(model, LOGLIK, "moscow_path", "moscow_transition")
    for name, value in held.items():
        model[name].set_value(value)
    np.testing.assert_allclose(log_likelihood, at_zero(of_day, LOGLIK)[0], rtol=1e-12)
    weights = np.array(list(real_case.quantities["moscow_type"].weights.values()))
    now = weights * np.exp(log_likelihood)
    moved = path[day.year - moscow.FIRST_YEAR]
    for _ in range(2011 - day.year):
        moved = moved @ change
    np.testing.assert_allclose(now / now.sum(), moved, rtol=1e-9)


def test_an_act_of_another_kind_moves_the_type_its_way(model):
    """One more costly act of a rival in the last year, all else the same."""
    name = "moscow_record_seen"
    seen = model[name].get_value()
    (before,) = at_zero(model, LOGLIK)
    more = seen.copy()
    more[2011 - 1994, 8] += 1
    model[name].set_value(more)
    (after,) = at_zero(model, LOGLIK)
    model[name].set_value(seen)
    change = np.asarray(after) - np.asarray(before)
    assert change[2] > change[1] > change[0]
