"""Quantities taken from the draws of another posterior, through a case."""

import hashlib

import numpy as np
import pytest
import xarray as xr
from tests.inference.model.test_score_vectors import MODEL, written

import stakes
from stakes.inference.fitting import fit
from stakes.report.explain import _prior

DRAWS = np.random.default_rng(1).gamma(3.0, 2.0, (4, 1_000))
GAUGES = ["north", "south"]


def with_file(folder, form, name="gauge.nc", draws=DRAWS):
    root = written(
        folder, MODEL, {}, {"rate": form, "damage": "bounds = [0, inf]\nquantiles = [1, 2, 9]"}
    )
    home = root / "priors/posteriors"
    home.mkdir()
    if name.endswith(".csv"):
        np.savetxt(home / name, draws.ravel(), header="rate", comments="")
        return root
    found = xr.Dataset(
        {
            "rate": (("chain", "draw"), draws),
            "level": (("chain", "draw", "gauge"), np.stack([draws, draws + 100], -1)),
        },
        {"gauge": GAUGES},
    )
    tree = xr.DataTree.from_dict({"/": xr.Dataset(attrs={"case": "Gauges"}), "posterior": found})
    tree.to_netcdf(home / name, engine="netcdf4")
    return root


TABLE = 'posterior = { file = "g.csv", variable = "r" }'
FORM = 'posterior = { file = "gauge.nc", variable = "rate" }'


def test_draws_are_the_prior_of_the_quantity(tmp_path):
    case = stakes.open_case(with_file(tmp_path, FORM))
    drawn = fit(case, draws=500, chains=4, seed=1, alphas=())["posterior"]["rate"].to_numpy()
    levels = np.linspace(0.01, 0.99, 99)
    at = np.quantile(DRAWS, levels)
    below = np.array([(drawn < x).mean() for x in at])
    assert np.abs(below - levels).max() < 2e-3
    assert drawn.mean() == pytest.approx(DRAWS.mean(), rel=2e-3)
    assert drawn.max() <= DRAWS.max()


@pytest.mark.parametrize(
    ("form", "name", "mean"),
    [
        ('posterior = { file = "g.csv", variable = "rate" }', "g.csv", DRAWS.mean()),
        (
            'posterior = { file = "gauge.nc", variable = "level", at = { gauge = "south" } }',
            "gauge.nc",
            DRAWS.mean() + 100,
        ),
    ],
)
def test_tables_and_elements(tmp_path, form, name, mean):
    q = stakes.open_case(with_file(tmp_path, form, name)).quantities["rate"]
    assert q.posterior.sample.draws == DRAWS.size
    assert np.mean(q.posterior.sample.points) == pytest.approx(mean, rel=1e-3)


def test_where_they_come_from_is_said_and_fingerprinted(tmp_path):
    root = with_file(tmp_path, FORM)
    case = stakes.open_case(root)
    digest = hashlib.sha256((root / "priors/posteriors/gauge.nc").read_bytes()).hexdigest()[:12]
    (said,) = _prior(case.quantities["rate"])[0]
    assert f"4,000 draws of rate in gauge.nc (sha256 {digest}; case Gauges)" in said
    assert "priors/posteriors/gauge.nc" in case.fingerprint_files()


@pytest.mark.parametrize(
    ("form", "name", "draws", "said"),
    [
        (FORM, "other.nc", DRAWS, "there is no file priors/posteriors/gauge.nc; add it"),
        (FORM.replace("rate", "rat"), "gauge.nc", DRAWS, "gauge.nc has no rat there"),
        (FORM.replace("rate", "level"), "gauge.nc", DRAWS, "level has the dims gauge; say at = {"),
        (FORM, "gauge.nc", DRAWS[:, :20], "rate has 80 draws; give 100 or more"),
        (FORM, "gauge.nc", DRAWS * np.nan, "are not all finite"),
        (FORM, "gauge.nc", 0 * DRAWS, "are all the same"),
        ("bounds = [0, 5]\n" + FORM, "gauge.nc", DRAWS, "leave the bounds [0, 5]; set bounds"),
        (FORM.replace(" }", ', group = "prior" }'), "gauge.nc", DRAWS, "cannot be read"),
        (FORM.replace("gauge.nc", "../gauge.nc"), "gauge.nc", DRAWS, "is a path"),
        (FORM.replace("gauge.nc", "gauge.txt"), "gauge.nc", DRAWS, "neither .nc nor .csv"),
        (TABLE, "g.csv", DRAWS, "no column r; name one of rate"),
        (FORM.replace(" }", ", sample = [1] }"), "gauge.nc", DRAWS, "unknown key 'sample'"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_line(tmp_path, form, name, draws, said):
    root = with_file(tmp_path, form, name, draws)
    with pytest.raises(stakes.CaseError) as error:
        stakes.open_case(root)
    (line,) = str(error.value).splitlines()
    assert line.startswith("priors/river.toml: quantities.rate.posterior")
    assert said in line
