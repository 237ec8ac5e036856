"""Step by step: worth at least its first rung held for good, and what each review is worth."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import stakes
from stakes.inference.drawn.draw_sets import fewer
from stakes.outcomes.consequence_model import Beliefs, Call
from stakes.outcomes.sequences import as_stages
from stakes.outcomes.waiting import arriving

OPTIONS = ["keep_talking", "close_file", "transparency", "exercises", "information_sharing"]
FAR = 1e3  # billion, which nobody gives up to begin otherwise


RULED = "ruled"  # exercises that a suspicion stops


@pytest.fixture(scope="module")
def steps(believed):
    return stepped(believed, OPTIONS)


def stepped(believed, options, **changes):
    """The case's stages with few options, what is seen by them, and net values by pair of days;
    with quantities set.
    """
    case, fit = believed
    draws = fewer(fit["posterior"].to_dataset(), 4)
    draws = draws.assign({name: draws[name] * 0.0 + x for name, x in changes.items()})
    beliefs = Beliefs(draws)
    old = case.options["exercises"]
    rule = old.model_copy(update={"id": RULED, "levels": old.levels | {"on_suspicion": "stop"}})
    case = replace(case, options={**case.options, RULED: rule})
    weights = case.profiles[case.default_profile].weights
    days = [case.as_of, *(stage.date for stage in case.stages)]
    weigh = xr.DataArray(list(weights.values()), {"attribute": list(weights)})

    def worth(first, last):
        ends = days[last] if last < len(days) else None
        parts = Call(case, case.as_of, ends=ends).values(beliefs, days[first])[0]
        return (parts * weigh).sum("attribute").sel(option=options)

    pairs = [(i, j) for j in range(1, len(days) + 1) for i in range(j)]
    seen = [arriving(case, beliefs, case.as_of, stage.date) for stage in case.stages]
    return _opened(case.stages, options), seen, {pair: worth(*pair) for pair in pairs}


def _opened(stages, options):
    """The stages without the options that are left out; what a suspicion stops is open wherever
    the same without the rule is.
    """

    def after(opens, option):
        found = opens[{RULED: "exercises"}.get(option, option)]
        more = (RULED,) if "exercises" in found else ()
        return tuple(p for p in (*found, *more) if p in options)

    return [
        stage.model_copy(update={"opens": {o: after(stage.opens, o) for o in options}})
        for stage in stages
    ]


def begun(stages, first):
    """The same choice, to begin with one option whatever it is worth."""
    now = stages[0]
    kept = (now.value["option"] != first) * FAR
    return [replace(now, value=now.value - kept), *stages[1:]]


def held(worth, option):
    """What an option is worth if it is held for good, with its error."""
    value = worth[0, max(last for _, last in worth)].sel(option=option)
    found = stakes.compare(xr.concat([value, 0 * value], "option").assign_coords(option=["a", "0"]))
    return float(found["expected"].sel(option="a")), float(found["mcse"].sel(option="a"))


@pytest.mark.parametrize("first", ["transparency", "keep_talking", "exercises"])
def test_to_choose_again_is_worth_no_less_than_to_hold_on(steps, first):
    """Step by step, and decide later: true values are no less, so estimates by two errors at
    most.
    """
    stages, seen, worth = steps
    found = stakes.policy(begun(as_stages(stages, seen, worth), first))
    least, error = held(worth, first)
    off = 2 * np.hypot(float(found["value_se"]), error)
    assert float(found["value"]) >= least - off
    assert float(found["foreseen"]) >= least
    begins = found["option_of"].values[found["parent"].values == -1].tolist()
    assert begins == [first]


def test_each_review_has_a_value_with_an_error(steps):
    stages, seen, worth = steps
    found = stakes.policy(as_stages(stages, seen, worth))
    assert found["stage"].values.tolist() == ["now", *(str(s.date) for s in stages)]
    assert np.isfinite(found["flexibility"]).all()
    # without an error only where the same is chosen whatever is seen, which adds nothing
    assert ((found["flexibility_se"] > 0) == (found["flexibility"] != 0)).all()
    assert float(found["flexibility"][0]) == 0  # nothing has been seen by now


def test_the_right_to_stop_never_lowers_what_step_by_step_is_worth(steps):
    """A stop on what has been seen is one more choice at each review."""
    stages, seen, worth = steps
    bound = [
        s.model_copy(
            update={
                "opens": {
                    o: tuple(p for p in after if p != "keep_talking" or o == "keep_talking")
                    for o, after in s.opens.items()
                }
            }
        )
        for s in stages
    ]
    free, tied = (
        stakes.policy(begun(as_stages(some, seen, worth), "transparency"))
        for some in (stages, bound)
    )
    assert float(free["foreseen"]) > float(tied["foreseen"])  # draw by draw
    off = 2 * np.hypot(float(free["value_se"]), float(tied["value_se"]))
    assert float(free["value"]) >= float(tied["value"]) - off


def test_a_rule_to_stop_on_suspicion_never_lowers_what_step_by_step_is_worth(believed):
    """As one more option, where passes are frequent and nobody stops for them otherwise."""
    often = {"pass_entities": 1.0, "stop_on_suspicion": 0.0, "exposure_exercises": 1.0}
    few, more = (
        stakes.policy(begun(as_stages(*stepped(believed, options, **often)), "transparency"))
        for options in (OPTIONS, [*OPTIONS, RULED])
    )
    assert float(more["foreseen"]) > float(few["foreseen"])
    off = 2 * np.hypot(float(few["value_se"]), float(more["value_se"]))
    assert float(more["value"]) >= float(few["value"]) - off


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_tells_nothing_is_worth_nothing_and_is_not_clipped(steps, seed):
    stages, _, worth = steps
    like = worth[0, 1].isel(option=0, drop=True)
    rng = np.random.default_rng(seed)
    noise = [xr.Dataset({"noise": like.copy(data=rng.normal(size=like.shape))}) for _ in stages]
    found = stakes.policy(as_stages(stages, noise, worth))
    assert float(found["value"] - found["held"]) <= 3 * float(found["value_se"])
    assert float(found["flexibility"].max()) <= 3 * float(found["flexibility_se"].max())
