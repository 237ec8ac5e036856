import numpy as np
import pytest

from stakes.decision.draws.blocks.cells import COUNT, Distribution, Grid, grid_of

RNG = np.random.default_rng(1)
FAR = np.concatenate([RNG.standard_cauchy(10_000), [0.0, -0.0, 1e-300, -1e-300, 1e140, -1e140]])


@pytest.mark.parametrize("grid", [Grid(0.0, 1.0), Grid(-3.0, 0.01), Grid(1e6, 1e3)])
def test_cells_are_in_the_order_of_the_numbers_and_hold_them(grid):
    x = np.sort(FAR)
    cells = grid.cells(x)
    assert (np.diff(cells) >= 0).all()
    assert cells.min() >= 0
    assert cells.max() < COUNT
    near = np.abs((x - grid.centre) / grid.scale) < 1e30
    edges = np.array([grid.edges(c) for c in cells[near]])
    rounding = 1e-6 * np.abs(x[near] - grid.centre)
    assert (edges[:, 0] - rounding <= x[near]).all()
    assert (x[near] <= edges[:, 1] + rounding).all()


def test_cells_are_narrow():
    grid = Grid(0.0, 1.0)
    for x in (-1.64, 0.3, 700.0):
        low, high = grid.edges(int(grid.cells(np.array([x]))[0]))
        assert high - low < 0.01 * abs(x)


def test_counts_and_sums_of_blocks_add_up():
    x = RNG.normal(5, 1, size=(2, 1, 9_000))
    found = Distribution()
    for part in np.array_split(x, 3, axis=2):
        found.add(part)
    for row, grid, counted in zip(x, found.grids, found.counted, strict=True):
        assert counted.number.sum() == row.size
        assert counted.total.sum() == pytest.approx((row - grid.centre).sum())
        np.testing.assert_array_equal(
            counted.number, np.bincount(grid.cells(row).ravel(), minlength=COUNT)
        )


def test_constant_draws_have_a_grid():
    assert grid_of(np.full(5, 3.0)) == Grid(3.0, 1.0)
