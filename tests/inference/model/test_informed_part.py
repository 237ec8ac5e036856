"""What evidence speaks to: small models with known answers, and random graphs in which nothing else
may matter.
"""

import warnings

import numpy as np
import pymc as pm
import pytensor.tensor as pt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymc.distributions.transforms import ordered
from pytensor.compile.maker import function

from stakes.inference.model.informed_part import informed

FAST = "FAST_COMPILE"


def vector(n=4):
    return pm.Normal("x", 0.0, 1.0, shape=n)


def see(mu):
    pm.Normal(
        "y", mu, 1.0, observed=np.zeros(mu.type.shape) if None not in mu.type.shape else np.zeros(2)
    )


def found(build, name="x", **coords):
    with pm.Model(coords=coords or None) as model:
        build()
    return informed(model)[name].astype(int).tolist()


ONE_ELEMENT = {
    "index": (lambda x: x[1], [0, 1, 0, 0]),
    "negative index": (lambda x: x[-1], [0, 0, 0, 1]),
    "slice": (lambda x: x[1:3], [0, 1, 1, 0]),
    "step": (lambda x: x[::2], [1, 0, 1, 0]),
    "backwards": (lambda x: x[::-1][:2], [0, 0, 1, 1]),
    "fancy index": (lambda x: x[np.array([0, 3])], [1, 0, 0, 1]),
    "fancy index, twice the same": (lambda x: x[np.array([3, 3])], [0, 0, 0, 1]),
    "list with a negative index": (lambda x: x[[0, -1]], [1, 0, 0, 1]),
    "stack": (lambda x: pt.stack([x[0], x[2]]), [1, 0, 1, 0]),
    "element of a stack": (lambda x: pt.stack([x[0], x[2]])[1], [0, 0, 1, 0]),
    "join": (lambda x: pt.concatenate([x[:1], x[2:]])[:2], [1, 0, 1, 0]),
    "elementwise": (lambda x: (2 * pt.exp(x))[2], [0, 0, 1, 0]),
    "turned": (lambda x: x[None, :].T[1, 0], [0, 1, 0, 0]),
    "broadcast": (lambda x: (x[:, None] + np.ones((4, 2)))[3], [0, 0, 0, 1]),
    "broadcast over": (lambda x: (x[2] + np.ones(3))[1], [0, 0, 1, 0]),
    "sum of some": (lambda x: x[:2].sum(), [1, 1, 0, 0]),
    "branch not taken": (lambda x: pt.switch(pm.Data("d", 1), x[0], x[3]), [1, 0, 0, 1]),
    "by data": (lambda x: x[pm.Data("d", np.array([1, 2]))], [1, 1, 1, 1]),
    "mask": (lambda x: x[np.array([True, False, True, False])], [1, 0, 1, 0]),
    "reshaped": (lambda x: x.reshape((2, 2))[0], [1, 1, 1, 1]),
    "product": (lambda x: pm.math.dot(x, np.array([1.0, 0, 0, 0])), [1, 1, 1, 1]),
    "running sum": (lambda x: pt.cumsum(x)[0], [1, 1, 1, 1]),
    "shape alone": (lambda x: pt.as_tensor(0.0) + 0 * x[1:].size, [0, 1, 1, 1]),
    "none": (lambda x: pt.as_tensor(0.0), [0, 0, 0, 0]),
}


@pytest.mark.parametrize("how", ONE_ELEMENT)
def test_elements_of_a_vector(how):
    take, answer = ONE_ELEMENT[how]
    assert found(lambda: see(take(vector()))) == answer


@pytest.mark.parametrize(
    ("take", "answer"),
    [
        (lambda x: x[:, 1], [[0, 1, 0], [0, 1, 0]]),
        (lambda x: x[1], [[0, 0, 0], [1, 1, 1]]),
        (lambda x: x.T[2, 0], [[0, 0, 1], [0, 0, 0]]),
        (lambda x: x[np.array([0, 1]), np.array([2, 0])], [[0, 0, 1], [1, 0, 0]]),
        (lambda x: pt.concatenate([x, x], axis=1)[0, 4], [[0, 1, 0], [0, 0, 0]]),
    ],
)
def test_elements_of_a_matrix(take, answer):
    assert found(lambda: see(take(pm.Normal("x", 0.0, 1.0, shape=(2, 3))))) == answer


def test_parents_of_what_is_informed_are_informed():
    with pm.Model() as model:
        mu, sigma, unused = pm.Normal("mu"), pm.HalfNormal("sigma", 1.0), pm.Normal("unused")
        x = pm.Normal("x", mu, sigma, shape=3)
        pm.Normal("child", unused, 1.0)
        see(x[0])
    assert {k: bool(v.all()) for k, v in informed(model).items()} == {
        "mu": 1,
        "sigma": 1,
        "x": 1,
        "unused": 0,
        "child": 0,
    }


def test_potentials_and_likelihoods_of_states_are_evidence():
    assert found(lambda: pm.Potential("p", vector()[2] ** 2)) == [0, 0, 1, 0]
    assert found(lambda: pm.Deterministic("q_state_loglik", pt.stack([vector()[1], 0.0]))) == [
        0,
        1,
        0,
        0,
    ]
    assert found(lambda: pm.Deterministic("q", vector()[1])) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "variable",
    [
        lambda: pm.StudentT("x", nu=3, mu=0.0, sigma=1.0, shape=3),
        lambda: pm.Dirichlet("x", np.ones(3)),
        lambda: pm.Normal("x", pm.Data("m", 0.0), 1.0, shape=3),
        lambda: pm.Normal("x", 0.0, 1.0, shape=3, transform=ordered, initval=np.arange(3.0)),
        lambda: pm.MvNormal("x", np.zeros(3), np.eye(3)),
    ],
)
def test_what_is_not_of_independent_elements_counts_whole(variable):
    assert found(lambda: see(variable()[0])) == [1, 1, 1]


def test_a_given_order_is_evidence():
    """Forward draws know nothing of it."""
    assert found(
        lambda: pm.Normal("x", 0.0, 1.0, shape=3, transform=ordered, initval=np.arange(3.0))
    ) == [1, 1, 1]
    assert found(lambda: pm.Dirichlet("x", np.ones(3))) == [0, 0, 0]


def test_parameters_of_mixtures_and_truncations_are_informed():
    def mixture():
        x = vector()
        pm.Mixture(
            "y", [0.5, 0.5], [pm.Normal.dist(x[0], 1.0), pm.Normal.dist(x[2], 1.0)], observed=0.0
        )

    assert found(mixture) == [1, 0, 1, 0]
    assert found(
        lambda: pm.Truncated("y", pm.Normal.dist(vector()[1], 1.0), lower=0.0, observed=1.0)
    ) == [0, 1, 0, 0]


def test_what_is_missing_is_informed_only_through_what_it_shares():
    missing = np.ma.masked_invalid([1.0, np.nan])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning)
        assert found(
            lambda: pm.Normal("y", vector()[0], 1.0, observed=missing), "y_unobserved"
        ) == [0]
        together = [[1.0, 0.9], [0.9, 1.0]]
        assert found(
            lambda: pm.MvNormal("y", np.zeros(2), together, observed=missing), "y_unobserved"
        ) == [1]


def test_no_data_yet_makes_no_difference():
    """What a first date's evidence is empty of must be sampled all the same: one compilation serves
    every date.
    """

    def rows(n):
        see_at = pm.Data("rows", np.zeros(n))
        pm.Normal("y", vector()[1] * see_at, 1.0, observed=pm.Data("seen", np.zeros(n)))

    assert found(lambda: rows(0)) == found(lambda: rows(3)) == [0, 1, 0, 0]


# Random graphs: what is called not informed changes no density

WAYS = [
    lambda x, y: x[1:3] + y[:2],
    lambda x, y: pt.stack([x[0], y[-1]]),
    lambda x, y: pt.concatenate([x[::2], y[:1]])[1:],
    lambda x, y: pt.exp(x)[np.array([2, 0])],
    lambda x, y: pt.switch(x[:2] > y[1], x[2:], y[2:]),
    lambda x, y: (x[:, None] * y[None, :])[1, 2:],
    lambda x, y: (x[:, None] + y[None, :2]).T[:, 3],
    lambda x, y: x[1:3] * y[3] + x[:2].sum(),
    lambda x, y: pt.maximum(x, y)[::-1][1:3],
    lambda x, y: x.reshape((2, 2))[0],
    lambda x, y: pt.set_subtensor(x[1], y[2])[:2],
    lambda x, y: pt.sort(x[1:])[:2],
    lambda x, y: pt.clip(x[2:], -1.0, y[0]),
    lambda x, y: pt.cumsum(y)[:2],
    lambda x, y: pt.diag(pt.outer(x, y))[2:],
    lambda x, y: pt.repeat(x[3], 2) + y[pt.argmax(x[:2])],
]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_density_changes_with_what_is_not_informed(data):
    """Vectors are put together at random, thrice in a row; then each element is moved in turn."""
    with pm.Model() as model:
        held = [pm.Normal(f"x{i}", 0.0, 1.0, shape=4) for i in range(3)]
        for _ in range(2):
            one, other = (held[data.draw(st.integers(0, len(held) - 1))] for _ in range(2))
            pairs = [data.draw(st.sampled_from(WAYS))(one, other) for _ in range(2)]
            held.append(
                pt.concatenate(pairs)
                if data.draw(st.booleans())
                else pt.stack([p[i] for p in pairs for i in (0, 1)])
            )
        way, part = data.draw(st.sampled_from(WAYS)), data.draw(st.integers(0, 1))
        pm.Normal("y", way(held[-1], held[data.draw(st.integers(0, 2))])[part], 1.0, observed=0.5)
        pm.Potential("p", held[data.draw(st.integers(0, 4))][data.draw(st.integers(0, 3))])
    mask = np.concatenate([informed(model)[f"x{i}"] for i in range(3)])
    outputs = model.replace_rvs_by_values(
        [*model.observed_RVs[0].owner.inputs[2:], *model.potentials]
    )
    density = function(
        [model.rvs_to_values[rv] for rv in model.free_RVs],
        outputs,
        mode=FAST,
        on_unused_input="ignore",
    )
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    for _ in range(5):
        point = rng.normal(0.0, 1.5, 12)
        before = density(*point.reshape(3, 4))
        for i in np.flatnonzero(~mask):
            moved = np.where(np.arange(12) == i, rng.normal(0.0, 5.0), point)
            np.testing.assert_array_equal(density(*moved.reshape(3, 4)), before)
