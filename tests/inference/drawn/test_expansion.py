"""What is drawn comes as its recipe says, and is made again to the byte."""

from itertools import combinations

import numpy as np
import xarray as xr

from stakes.inference.drawn.draw_sets import SET
from stakes.inference.drawn.expansion import compact, expand
from stakes.inference.drawn.recipe import (
    remembering,
)
from stakes.runs.store import read_fit, write_fit

DRAWS = 10_000


def test_expanding_what_was_compacted_gives_the_same_bytes(whole, tmp_path):
    r, posterior = whole
    small = compact(posterior)
    assert not set(r.names) & set(small)
    assert set(posterior) - set(small) == set(r.names)
    kept = remembering(posterior.assign(a=posterior["a"].assign_attrs(label="A")))
    for again in (expand(compact(kept)), expand(kept)):
        assert set(again) == set(kept)
        for name in kept:
            assert again[name].to_numpy().tobytes() == kept[name].to_numpy().tobytes(), name
            assert (again[name].dims, again[name].dtype, again[name].attrs) == (
                kept[name].dims,
                kept[name].dtype,
                kept[name].attrs,
            )
    tree = xr.DataTree.from_dict(
        {
            "/": xr.Dataset(attrs={"fingerprint": "x"}),
            "posterior": kept,
            "prior": xr.Dataset(),
            "checks": xr.Dataset(),
        }
    )
    write_fit(tmp_path / "fit.nc", tree)
    read = read_fit(tmp_path / "fit.nc")["posterior"].to_dataset()
    for name in kept:
        assert read[name].to_numpy().tobytes() == kept[name].to_numpy().tobytes(), name
        assert read[name].dims == kept[name].dims
    assert (tmp_path / "fit.nc").stat().st_size < 0.5 * sum(kept[n].nbytes for n in r.names)


def test_states_come_as_often_as_their_probabilities_say(whole):
    _, posterior = whole
    share = posterior["d_state_probability"].to_numpy()[..., 1]
    for name, probability in (
        ("d_state", share),
        ("e", 1 - share),
        ("b_state", 0.7 + 0 * share),
        ("c", 0.1 + 0 * share),
    ):
        drawn_, p = posterior[name].to_numpy().astype(float), probability[..., None]
        score = (drawn_ - p) / np.sqrt(p * (1 - p))
        assert abs(score.mean()) < 4 / np.sqrt(score.size)
        for low, high in ((0.0, 0.25), (0.25, 0.5), (0.5, 1.0)):  # and so given what is sampled
            inside = (share >= low) & (share < high)
            assert abs(score[inside].mean()) < 4 / np.sqrt(score[inside].size), (name, low)
    picked = posterior["d_by_state"].to_numpy()[:, :, None, :] * np.ones((1, 1, 8, 1))
    index = posterior["d_state"].to_numpy().astype(int)
    np.testing.assert_array_equal(
        posterior["d"], np.take_along_axis(picked, index[..., None], -1)[..., 0]
    )
    assert set(np.unique(posterior["b"].to_numpy()[posterior["b_state"].to_numpy() == 1])) == {7.5}


def test_sets_differ_and_are_uncorrelated(whole):
    _, posterior = whole
    for name in ("a", "b", "c"):
        x = posterior[name].transpose("chain", "draw", SET).to_numpy().reshape(DRAWS, 8)
        for i, j in combinations(range(8), 2):
            assert abs(np.corrcoef(x[:, i], x[:, j])[0, 1]) < 5 / np.sqrt(DRAWS), (name, i, j)
