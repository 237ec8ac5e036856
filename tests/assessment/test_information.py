"""Of many quantities: what each is worth knowing, the largest from more draws."""

import numpy as np
import pytest
import xarray as xr

from stakes.assessment import information
from stakes.decision.information.partial_perfect_information import evppi

DIMS, SHAPE = ("chain", "draw", "set"), (4, 250, 4)
HALF_NORMAL = 0.39894228  # E max(z, 0)


def choice(seed: int, count: int) -> tuple[xr.DataArray, xr.Dataset]:
    """A lead of one quantity and, by a third, of another, among so many."""
    rng = np.random.default_rng(seed)
    draws = xr.Dataset({f"q{i}": (DIMS, rng.normal(size=SHAPE)) for i in range(count)})
    lead = draws["q3"] + draws["q5"] / 3
    value = xr.concat([0 * lead, lead], "option").assign_coords(option=["stay", "go"])
    return value.transpose(*DIMS, "option"), draws


@pytest.mark.parametrize("seed", range(3))
def test_of_many_the_largest_are_worked_out_from_all_sets(seed: int) -> None:
    value, draws = choice(seed, information.MANY + 5)
    found = information._falling(information._largest_again(value, draws))
    assert sorted(found["group"].values) == sorted(draws.data_vars)
    assert found["group"].values[:2].tolist() == ["q3", "q5"]
    first = found.isel(group=slice(2))
    truth = HALF_NORMAL * np.array([1.0, 1 / 3])
    assert (abs(first["evppi"] - truth) < 4 * first["se"]).all()
    whole = evppi(value, draws[["q3", "q5"]])
    np.testing.assert_allclose(first["evppi"], whole["evppi"], rtol=1e-9)
    np.testing.assert_allclose(first["se"], whole["se"], rtol=1e-9)
    rest = found.isel(group=slice(2, None))
    assert (rest["evppi"] <= rest["noise_floor"] + 3 * rest["se"]).all()


def test_of_few_all_are(monkeypatch: pytest.MonkeyPatch) -> None:
    value, draws = choice(1, 8)
    asked = []
    monkeypatch.setattr(
        information, "evppi", lambda v, d: asked.append(dict(d.sizes)) or evppi(v, d)
    )
    information._largest_again(value, draws)
    assert asked == [dict(zip(DIMS, SHAPE, strict=True))]
