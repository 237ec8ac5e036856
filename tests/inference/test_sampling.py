"""Sampling: a retry happens once where it is needed and is said; the same bytes from any cache."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from tests.inference.made_up_draws import draws, stats

import stakes
from stakes.inference import sampling
from stakes.inference.apart.drawing import sample
from stakes.inference.diagnostics import diagnose
from stakes.inference.gate import (
    JOINT,
    advice,
    failures,
)
from stakes.inference.sampling import Settings

STARTER = Path(stakes.__file__).parent / "starter_case"
SETTINGS = sampling.Settings(draws=500, tune=300, chains=4, seed=7)


@pytest.fixture
def tries(monkeypatch):
    """What `sampling.sample` is called with, once it is let give normal draws, x, of which some are
    divergent: a function of x and of the number of the try says which, and may change x.
    """
    calls = []

    def give(divergent):
        def sample(compiled, settings, target_accept):
            calls.append((settings, target_accept))
            x = np.random.default_rng(settings.seed).normal(size=(4, 500))
            diverging = divergent(x, len(calls))
            groups = {"posterior": draws(x=((), x)), "sample_stats": stats(diverging)}
            return xr.DataTree.from_dict(groups)

        monkeypatch.setattr(sampling, "sample", sample)
        return calls

    return give


def first_in(failing):
    """The first draw diverges, in the first few tries."""
    return lambda x, number: (np.arange(2000).reshape(4, 500) < 1) & (number <= failing)


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_retry_happens_once_where_needed_and_is_said(failing, tries):
    calls, said = tries(first_in(failing)), []
    trace, found = sampling.draw(None, "the joint model", SETTINGS, said.append)
    assert len(calls) == 1 + (failing > 0)
    assert found["retried"] == (failing > 0)
    assert bool(failures(found)) == (failing == 2)
    assert failures(found) == failures(
        diagnose(trace["posterior"].to_dataset(), trace["sample_stats"].to_dataset())
    )
    assert calls[0] == (SETTINGS, None)
    if failing:
        settings, target_accept = calls[1]
        assert (settings.tune, target_accept, settings.draws) == (600, 0.999, 500)
        assert settings.seed != 7
        (line,) = said
        assert line.startswith(
            "The joint model is sampled once more, with a warm-up of 600 and target acceptance "
            "0.999: 1 div"
        )
        assert "\n" not in line
    else:
        assert said == []


def test_what_diverged_in_one_place_is_not_mended_by_shorter_steps(tries):
    tries(lambda x, number: (x < np.sort(x.ravel())[5]) & (number == 1))
    _, found = sampling.draw(None, JOINT, SETTINGS)
    assert found["divergences"] == 0
    assert failures(found) == (
        "divergent draws of the first try lay apart in x (low) in the joint model, which shorter "
        "steps hide and do not mend",
    )
    assert "hard to explore (x (low))" in advice({JOINT: found}, 2500, 1000)[0]


@pytest.mark.parametrize(("apart", "sentences"), [(0.1, 0), (8.0, 1)])
def test_a_retry_that_finds_one_mode_of_several_by_luck_is_refused(apart, sentences, tries):
    def lie_apart(x, number):
        x[0] += apart * (number == 1)
        return first_in(1)(x, number)

    calls = tries(lie_apart)
    trace, found = sampling.draw(None, JOINT, SETTINGS)
    assert len(calls) == 2
    assert trace["posterior"].sizes["chain"] == 4
    assert (
        failures(diagnose(trace["posterior"].to_dataset(), trace["sample_stats"].to_dataset()))
        == ()
    )
    assert len(failures(found)) == sentences
    assert all("R-hat" in sentence and "for x in" in sentence for sentence in failures(found))


def test_the_seed_of_a_retry_follows_from_the_seed_and_the_name(tries):
    calls = tries(first_in(8))
    for name, seed in (
        ("the joint model", 7),
        ("the joint model", 7),
        ("the joint model", 8),
        ("the structure 'x'", 7),
    ):
        sampling.draw(None, name, replace(SETTINGS, seed=seed))
    again = [settings.seed for settings, _ in calls[1::2]]
    assert again[0] == again[1]
    assert len(set(again)) == 3


DRAW = """
import hashlib
from pathlib import Path
from stakes.inference import fitting
from stakes.inference import sampling
from stakes.inference.apart.drawing import sample
from stakes.case.case import open_case
import pytensor
model = fitting.build(open_case(Path({root!r})))
settings = sampling.Settings(draws=200, tune=200, chains=2, seed=3)
trace = sampling.sample(sampling.compile_model(model), settings)
assert pytensor.config.numba__fastmath is True  # as it was, for others
print(hashlib.sha256(b"".join(trace.posterior[name].to_numpy().tobytes()
    for name in sorted(trace.posterior))).hexdigest())
"""


@pytest.mark.slow
def test_an_empty_and_a_filled_cache_give_the_same_bytes(tmp_path):
    code = DRAW.format(root=str(STARTER))

    def drawn(cache):
        flags = os.environ | {
            "PYTENSOR_FLAGS": f"base_compiledir={tmp_path / cache}"
        }  # where compiled kernels are kept
        return subprocess.run(
            [sys.executable, "-c", code], env=flags, capture_output=True, text=True, check=True
        ).stdout

    empty, filled = drawn("cache"), drawn("cache")
    assert empty == filled
    assert len(empty.strip()) == 64


@pytest.mark.slow
def test_same_seed_same_bytes_on_one_and_two_cores(compiled):
    one, two, other = (
        sample(compiled[2], Settings(100, 200, 4, seed, cores))
        for seed, cores in ((3, 1), (3, 2), (4, 2))
    )
    for group in ("posterior", "sample_stats"):
        assert set(one[group]) == set(two[group])
    for name, values in one.posterior.data_vars.items():
        assert values.to_numpy().tobytes() == two.posterior[name].to_numpy().tobytes(), name
    assert not one.posterior["test_success_z"].equals(other.posterior["test_success_z"])
    chains = one.posterior["test_success_z"].to_numpy()
    assert len(np.unique(chains[:, 0])) == 4


@pytest.mark.parametrize(("numbers", "accept"), [(40, 0.99), (41, 0.95)])
def test_models_of_many_numbers_take_longer_steps(numbers, accept):
    assert sampling.usual_accept(SimpleNamespace(n_dim=numbers)) == accept
