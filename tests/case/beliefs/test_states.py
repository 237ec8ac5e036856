"""States of a quantity: within its bounds."""

FLOODS = "priors/floods.toml"


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
