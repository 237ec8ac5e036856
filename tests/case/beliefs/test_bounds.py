"""Between which values quantiles may lie."""

FLOODS = "priors/floods.toml"


def test_quantiles_need_a_finite_lower_bound(edited):
    old = "quantiles = [0.1, 0.3, 0.9]"
    problem = "quantiles need a finite lower bound; set bounds, or give a distribution"
    assert edited(FLOODS, old, f"{old}\nbounds = [-inf, inf]") == [
        f"{FLOODS}: quantities.flood_rate.quantiles: {problem}"
    ]
