"""Sets of draws, side by side and apart."""

import numpy as np

from stakes.inference.drawn.draw_sets import SET, fewer, fold, unfold


def test_sets_are_folded_and_unfolded(whole):
    _, posterior = whole
    for name in ("a", "v", "d_state"):
        back = unfold(fold(posterior[name], 8), 8).transpose(*posterior[name].dims)
        np.testing.assert_array_equal(back, posterior[name])
    one = fold(posterior["d_state_probability"], 8)
    assert one.sizes["draw"] == 20_000
    np.testing.assert_array_equal(
        one.to_numpy()[:, 8:16],
        np.repeat(posterior["d_state_probability"].to_numpy()[:, 1:2], 8, axis=1),
    )
    assert fewer(posterior, 3).sizes[SET] == 3
