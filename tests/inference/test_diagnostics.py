"""The gate: pathological targets are refused by name, sound ones pass, a retry happens once and is
said; bytes are the same.
"""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from stakes.case.reading.module_loading import load_module
from stakes.inference import sampling
from stakes.inference.diagnostics import diagnose
from stakes.inference.gate import (
    JOINT,
    advice,
    failures,
    reasons,
    refit_name,
    structure_name,
    unconverged,
)

ROOT = Path(__file__).parents[2]
gate = load_module(ROOT / "benchmarks/gate.py")
SEEDS = (1, 2, 3)
SOUND = {"rhat_max": 1.0, "ess_min": 4000.0, "divergences": 0, "bfmi_min": 1.0}


# Whom it refuses


@pytest.mark.parametrize(
    "key", [key for key, target in gate.TARGETS.items() if target.must != gate.LIMIT]
)
def test_pathological_targets_are_refused_by_name_and_sound_ones_pass(key):
    target = gate.TARGETS[key]
    ready = gate.compiled(target)
    for seed in SEEDS:
        one = gate.tried(ready, seed, target, "the structure 'planted'")
        if target.must == gate.PASSES:
            assert one.sentences == ()
            continue
        assert one.sentences
        assert all("in the structure 'planted'" in sentence for sentence in one.sentences)
        assert gate.names(one) <= set(target.named)
        assert gate.names(one)
        assert one.diagnostics["retried"] == 1
        (line,) = one.said
        assert line.startswith(
            "The structure 'planted' is sampled once more, with a warm-up of 2000 and target "
            "acceptance 0.999: "
        )


# What it says


def draws(**variables):
    return xr.Dataset(
        {name: (("chain", "draw", *dims), values) for name, (dims, values) in variables.items()}
    )


def stats(diverging, energy=None):
    diverging = np.asarray(diverging, bool)
    energy = np.random.default_rng(9).normal(size=diverging.shape) if energy is None else energy
    return draws(diverging=((), diverging), energy=((), energy))


@pytest.fixture
def normal():
    return np.random.default_rng(1).normal(size=(4, 1000, 3))


def test_elements_are_named_by_their_labels(normal):
    normal[0, :, 1] += 2
    posterior = draws(rate=(("block",), normal)).assign_coords(block=["I", "IA", "IB"])
    found = diagnose(posterior, stats(np.zeros((4, 1000))))
    assert found["worst_rhat"] == found["worst_ess"] == "rate[IA]"
    assert found["worst"] == "rate[IA], rate[IA]"
    said = failures(found, structure_name("strategic"))
    assert said[0].startswith("R-hat reaches 1.")
    assert said[0].endswith(", above 1.01, for rate[IA] in the structure 'strategic'")
    assert said[1].endswith(", under 400, for rate[IA] in the structure 'strategic'")
    assert reasons(found)[0].endswith(", above 1.01, for rate[IA]")


def test_divergent_draws_name_the_variable_in_which_they_lie_apart(normal):
    diverging = np.zeros((4, 1000), bool)
    diverging.ravel()[np.argsort(normal[..., 2].ravel())[:5]] = True
    found = diagnose(draws(x=(("k",), normal)), stats(diverging))
    assert found["diverging_in"] == "x[2] (low)"
    assert failures(found) == (
        "5 divergent transitions in the joint model, whose draws lie apart from the others in "
        "x[2] (low)",
    )


@pytest.mark.parametrize("count", [1, 5, 50])
def test_divergences_anywhere_name_no_variable_but_by_chance(count, normal):
    """By chance one fit in twenty would: of 200, within five errors of 10."""
    rng, named = np.random.default_rng(2), 0
    for _ in range(200):
        diverging = np.zeros(4000, bool)
        diverging[rng.choice(4000, count, replace=False)] = True
        named += bool(
            diagnose(draws(x=(("k",), normal[:, :, :])), stats(diverging.reshape(4, 1000)))[
                "diverging_in"
            ]
        )
    assert named <= 10 + 5 * (200 * 0.05 * 0.95) ** 0.5


def test_chains_that_are_all_stuck_are_refused():
    found = diagnose(draws(x=((), np.ones((4, 100)))), stats(np.zeros((4, 100)), np.ones((4, 100))))
    assert (found["rhat_max"], found["ess_min"], found["bfmi_min"]) == (np.inf, 0, 0)
    assert len(failures(found)) == 3
    found = diagnose(
        draws(x=((), np.repeat(np.arange(4.0)[:, None], 100, 1))), stats(np.zeros((4, 100)))
    )
    assert "R-hat is beyond 100, above 1.01, for x in the joint model" in failures(found)


def test_a_constant_beside_what_varies_and_whole_numbers_are_passed_over(normal):
    posterior = draws(
        x=((), normal[..., 0]),
        fixed=((), np.ones((4, 1000))),
        state=((), np.repeat([[0], [1], [0], [1]], 1000, 1)),
    )
    assert failures(diagnose(posterior, stats(np.zeros((4, 1000))))) == ()


def test_draws_that_are_no_numbers_are_refused(normal):
    normal[2, 5, 0] = np.nan
    said = failures(diagnose(draws(x=(("k",), normal)), stats(np.zeros((4, 1000)))))
    assert "R-hat is beyond 100, above 1.01, for x[0] in the joint model" in said


@pytest.mark.parametrize("key", ["rhat_max", "ess_min", "bfmi_min"])
def test_a_diagnostic_that_is_no_number_fails(key):
    assert len(failures(SOUND | {key: np.nan})) == 1
    assert failures(SOUND) == ()


def test_failures_by_fit():
    bad = SOUND | {"divergences": 1}
    refits = {
        "0": SOUND | {"component": "prior", "alpha": 0.67},
        "1": bad | {"component": "prior of alliance", "alpha": 1.5},
    }
    fit = xr.DataTree.from_dict(
        {"/": xr.Dataset(attrs=SOUND)}
        | {f"scaled/{i}": xr.Dataset(attrs=a) for i, a in refits.items()}
    )
    others = {
        "good": xr.DataTree(xr.Dataset(attrs=SOUND)),
        "bad": xr.DataTree(xr.Dataset(attrs=bad)),
    }
    assert unconverged(fit, others) == {
        "the refit with prior of alliance at power 1.5": [
            "1 divergent transition in the refit with prior of alliance at power 1.5"
        ],
        "the structure 'bad'": ["1 divergent transition in the structure 'bad'"],
    }
    assert unconverged(xr.DataTree(xr.Dataset(attrs=SOUND)), {}) == {}


ADVICE = {
    "few": (JOINT, {"ess_min": 300.0}, ["Try `stakes --draws 5000 --tune 4000`."]),
    "apart": (JOINT, {"rhat_max": 1.5}, ["the posterior has several modes", "--tune 4000"]),
    "stiff": (
        JOINT,
        {"divergences": 2, "diverging_in": "tau (low)"},
        ["hard to explore (tau (low))", "--tune 4000"],
    ),
    "refit": (
        refit_name("prior", 0.67),
        {"ess_min": 300.0},
        ["For the refit with prior at power 0.67: try another --seed"],
    ),
}


@pytest.mark.parametrize(("name", "change", "words"), ADVICE.values(), ids=ADVICE)
def test_advice_says_what_to_do(name, change, words):
    lines = advice({name: SOUND | change}, 2500, 1000)
    assert all(word in "\n".join(lines) for word in words)
    assert lines[-1] == "--allow-unconverged reports anyway, under a banner."


# The retry


SETTINGS = sampling.Settings(draws=500, tune=300, chains=4, seed=7)


@pytest.fixture
def attempts(monkeypatch):
    """Calls of `sampling.sample`, of which as many have a divergent draw as the number says."""
    calls, left = [], [0]

    def sample(compiled, settings, target_accept):
        calls.append((settings, target_accept))
        left[0] -= 1
        x = np.random.default_rng(settings.seed).normal(size=(4, 500))
        diverging = np.arange(2000).reshape(4, 500) < (left[0] >= 0)
        return xr.DataTree.from_dict(
            {"posterior": draws(x=((), x)), "sample_stats": stats(diverging)}
        )

    monkeypatch.setattr(sampling, "sample", sample)
    return calls, left


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_retry_happens_once_where_needed_and_is_said(failing, attempts):
    calls, left = attempts
    left[0] = failing
    said = []
    trace, found = sampling.draw(None, "the joint model", SETTINGS, said.append)
    assert len(calls) == 1 + (failing > 0)
    assert found["retried"] == (failing > 0)
    assert bool(failures(found)) == (failing == 2)
    assert failures(found) == failures(
        diagnose(trace["posterior"].to_dataset(), trace["sample_stats"].to_dataset())
    )
    assert calls[0] == (SETTINGS, 0.99)
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


def test_what_diverged_in_one_place_is_not_mended_by_shorter_steps(monkeypatch):
    calls = []

    def sample(compiled, settings, target_accept):
        calls.append((settings, target_accept))
        x = np.random.default_rng(settings.seed).normal(size=(4, 500))
        diverging = (x < np.sort(x.ravel())[5]) & (len(calls) == 1)
        return xr.DataTree.from_dict(
            {"posterior": draws(x=((), x)), "sample_stats": stats(diverging)}
        )

    monkeypatch.setattr(sampling, "sample", sample)
    _, found = sampling.draw(None, JOINT, SETTINGS)
    assert found["divergences"] == 0
    assert failures(found) == (
        "divergent draws of the first try lay apart in x (low) in the joint model, which shorter "
        "steps hide and do not mend",
    )
    assert "hard to explore (x (low))" in advice({JOINT: found}, 2500, 1000)[0]


@pytest.mark.parametrize(("apart", "sentences"), [(0.1, 0), (8.0, 1)])
def test_a_retry_that_finds_one_mode_of_several_by_luck_is_refused(apart, sentences, monkeypatch):
    calls = []

    def sample(compiled, settings, target_accept):
        calls.append((settings, target_accept))
        x = np.random.default_rng(settings.seed).normal(size=(4, 500))
        x[0] += apart * (len(calls) == 1)
        diverging = np.arange(2000).reshape(4, 500) < (len(calls) == 1)
        return xr.DataTree.from_dict(
            {"posterior": draws(x=((), x)), "sample_stats": stats(diverging)}
        )

    monkeypatch.setattr(sampling, "sample", sample)
    trace, found = sampling.draw(None, JOINT, SETTINGS)
    assert len(calls) == 2
    assert trace["posterior"].sizes["chain"] == 4
    assert (
        failures(diagnose(trace["posterior"].to_dataset(), trace["sample_stats"].to_dataset()))
        == ()
    )
    assert len(failures(found)) == sentences
    assert all("R-hat" in sentence and "for x in" in sentence for sentence in failures(found))


def test_the_seed_of_a_retry_follows_from_the_seed_and_the_name(attempts):
    calls, left = attempts
    for name, seed in (
        ("the joint model", 7),
        ("the joint model", 7),
        ("the joint model", 8),
        ("the structure 'x'", 7),
    ):
        left[0] = 2
        sampling.draw(None, name, replace(SETTINGS, seed=seed))
    again = [settings.seed for settings, _ in calls[1::2]]
    assert again[0] == again[1]
    assert len(set(again)) == 3


# The same bytes

DRAW = """
import hashlib
from pathlib import Path
from stakes.inference import fitting
from stakes.inference import sampling
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
    code = DRAW.format(root=str(ROOT / "src/stakes/starter_case"))

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
