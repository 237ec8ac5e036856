"""The tree of a policy: it adds up, says what has to be seen, and is drawn."""

import numpy as np
import pytest

import stakes
from known_sequences import looks, of, offers, wildcatter
from stakes.decision.sequence.stage import Stage


@pytest.mark.parametrize("problem", [wildcatter, offers, looks])
def test_shares_and_values_of_the_branches_add_up(problem):
    found = stakes.policy(problem(1, 5000))
    rows, parents = found[["share", "branch_value"]], found["parent"].values
    for parent in {-1, *parents.tolist()}:
        below = rows.isel(branch=np.flatnonzero(parents == parent))
        share = float(below["share"].sum())
        value = float((below["share"] * below["branch_value"]).sum())
        above = rows.isel(branch=parent)
        whole = (
            (1.0, float(found["tree_value"]))
            if parent < 0
            else (float(above["share"]), float(above["share"] * above["branch_value"]))
        )
        assert (share, value) == pytest.approx(whole)


def test_the_wildcatters_tree_in_words():
    words = stakes.policy(wildcatter(1)).attrs["words"].splitlines()
    assert words[0].startswith("test: seismic (100%, worth 2")
    assert words[1] == "  well: leave if shows is no structure (41%, worth -10)"
    assert words[2].startswith("  well: drill if shows is not no structure (59%, worth 4")


def test_noise_makes_no_rules():
    rng = np.random.default_rng(1)
    act = 0.2 + rng.normal(size=4000)
    found = stakes.policy(
        [Stage("now", of(stay=0 * act, act=act), {"noise": rng.normal(size=4000)})]
    )
    assert found["when"].values.tolist() == [""]
    assert found["option_of"].values.tolist() == ["act"]


def test_the_picture_shows_each_branch_and_what_would_have_to_be_seen():
    found = stakes.policy(wildcatter(1, 5000))
    axes, data = stakes.plot_policy(found)
    words = " ".join(t.get_text() for t in axes.texts)
    for i in range(found.sizes["branch"]):
        assert found["option_of"].values[i] in words
        assert f"{float(found['share'][i]):.0%}" in words
    assert "shows is no" in words
    assert data["share"].equals(found["share"])
    with pytest.raises(ValueError, match="give the Dataset that policy returns"):
        stakes.plot_policy(found.drop_vars("share"))
