"""A case of many options: all are valued, and what compares them rests on a shortlist."""

import numpy as np
import pytest
from tests.runs.small_run import edit, go, seen

from stakes.decision.covering_options import MOST, added

OPTIONS = 60
DAM = """
[options.dam_{i}]
label = "Dam {i}"
description = "Another height."
agreement = "pact"
height = {height:.3f}
"""


@pytest.fixture
def many(done):
    """The tiny case with dams of many heights: the higher, the dearer, and the more it keeps."""
    file = done / "analysis/options.toml"
    text = file.read_text(encoding="utf-8").replace(
        "[agreed]", '[amounts]\nheight = "m"\n\n[agreed]'
    )
    text = text.replace('agreement = "pact"\n', 'agreement = "pact"\nheight = 1.0\n')
    heights = np.linspace(0.05, 2.0, OPTIONS - 2)
    dams = [DAM.format(i=i, height=height) for i, height in enumerate(heights)]
    file.write_text(text.rstrip() + "\n" + "".join(dams), encoding="utf-8")
    meets = "analysis/consequences.py"
    edit(done, meets, "signed * averted, -0.1", "signed * averted * high**0.5, -0.1")
    edit(done, meets, '-signed * beliefs["cost"]', '-signed * beliefs["cost"] * high**2')
    edit(done, meets, "    signed = 1.0", '    high = option.amounts["height"]\n    signed = 1.0')
    return done


@pytest.mark.slow
def test_all_are_valued_and_pairs_are_those_of_a_shortlist(many):
    decision, said = go(many)
    assert not any("Compiling" in line for line in said)
    assert len(decision["options"]) == len(decision["attributes"]) == OPTIONS
    short = set(next(iter(decision["certainty_equivalent"].values())))
    assert len(short) == MOST
    falling = sorted(decision["options"], key=lambda o: decision["options"][o]["lead"])
    assert {decision["best"], "wait", *falling[:2]} <= short
    assert {key.split(":")[1] for key in decision["break_even"]} <= short
    assert all(name in short for key in decision["dominance"] for name in key.split(":"))
    text = seen(many)
    assert f"Another {OPTIONS - MOST} options stand in decision.json alone" in text
    made_of = text.split("What the values are made of")[1]
    lost = set(decision["options"]) - short - {"dam"}  # "Dam" begins the others' labels
    assert not [name for name in lost if f" {decision['options'][name]['label']} " in made_of]


def test_the_shortlist_loses_little_against_all():
    """Options in twenty groups that are best in turn: one of each group is taken, and where it is
    chosen by its mean alone, far fewer.
    """
    rng = np.random.default_rng(1)
    group = np.repeat(np.arange(20), 20)
    signal = rng.normal(size=(20, 2000))
    mean = np.repeat(np.linspace(0, 0.5, 20), 20)[:, None]
    x = signal[group] + mean + 0.01 * rng.normal(size=(400, 2000))
    chosen = added(x, [int(x.mean(axis=1).argmax())], MOST)
    assert len(chosen) == MOST
    assert len(set(group[list(chosen)])) == 20
    whole = x.max(axis=0).mean()
    by_mean = np.argsort(-x.mean(axis=1))[:MOST]
    assert whole - x[sorted(chosen)].max(axis=0).mean() < 0.05
    assert whole - x[by_mean].max(axis=0).mean() > 0.5
