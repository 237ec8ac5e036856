"""The gate: pathological targets are refused by name, sound ones pass; what may help is said."""

import numpy as np
import pytest
import xarray as xr

import gate
from stakes.inference.gate import (
    JOINT,
    advice,
    failures,
    refit_name,
    unconverged,
)

SEEDS = (1, 2, 3)


SOUND = {"rhat_max": 1.0, "ess_min": 4000.0, "divergences": 0, "bfmi_min": 1.0}


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
