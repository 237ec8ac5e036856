"""Numbers behind what is drawn: inside, even, and different in each set."""

import numpy as np
import pytest

from stakes.inference.drawn.sobol import sobol


def test_numbers_are_inside_even_and_different_in_each_set():
    u = sobol(3, 4, (4, 1024), 6)
    assert u.shape == (6, 4, 1024, 4)
    for thin in (2, 4, 8, 16):  # thinned chains are as even
        strips = np.sort((u[:, :, ::thin] * 4096 / thin).astype(int).reshape(6, -1, 4), axis=1)
        np.testing.assert_array_equal(
            strips, np.broadcast_to(np.arange(4096 // thin)[:, None], strips.shape)
        )
    u = u.reshape(6, 4096, 4)
    assert 0 < u.min() < u.max() < 1
    cells = np.sort((u * 4096).astype(int), axis=1)
    np.testing.assert_array_equal(
        cells, np.broadcast_to(np.arange(4096)[:, None], cells.shape)
    )  # one in each of 4096 strips
    flat = u.transpose(0, 2, 1).reshape(24, 4096)
    off = np.corrcoef(flat)[np.triu_indices(24, 1)]
    assert np.abs(off).max() < 4.5 / np.sqrt(4096)
    lagged = [np.corrcoef(row[1:], row[:-1])[0, 1] for row in flat]
    assert np.abs(lagged).max() < 4 / np.sqrt(4096)
    np.testing.assert_array_equal(u, sobol(3, 4, (4, 1024), 6).reshape(u.shape))
    np.testing.assert_array_equal(
        u[..., :2], sobol(3, 2, (4, 1024), 6).reshape(6, 4096, 2)
    )  # the first sets are the same whatever their number
    assert (u != sobol(4, 4, (4, 1024), 6).reshape(u.shape)).mean() > 0.999


@pytest.mark.parametrize("draws", [1, 2, 37, 100, 1000])
def test_any_number_of_draws(draws):
    u = sobol(1, 3, (2, draws), 5)
    assert u.shape == (5, 2, draws, 3)
    assert ((u > 0) & (u < 1)).all()
    assert sobol(1, 3, (2, draws), 0).shape == (0, 2, draws, 3)
