"""What plots refuse, in a line."""

import numpy as np
import pytest

import stakes
from made_up.results import ENBS, EVPPI, EVSI, RISK, VALUE, parts, weights
from stakes.decision.expected_loss import expected_loss
from stakes.decision.expected_value import compare
from stakes.decision.risk.certainty_equivalent import certainty_equivalent

IDS = ["one", "two", "many_more"]
SIZES = {"size": [1, 5, 10, 1000]}


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: stakes.plot_compare(compare(VALUE), "sd"), "one of expected, p_best, not 'sd'"),
        (
            lambda: stakes.plot_compare(EVSI),
            "expected, mcse missing: give the Dataset that compare returns; this has evsi, se",
        ),
        (
            lambda: stakes.plot_evppi(EVPPI.drop_vars("noise_floor")),
            "noise_floor missing: .* evppi returns",
        ),
        (lambda: stakes.plot_evsi(ENBS), "evsi, se missing"),
        (lambda: stakes.plot_enbs(EVSI), "enbs, best_size missing"),
        (lambda: stakes.plot_evsi(EVSI.isel(size=0, drop=True)), "size missing"),
        (
            lambda: stakes.plot_acceptability(expected_loss(parts(), weights())),
            "coordinates p_best_mcse are missing",
        ),
        (lambda: stakes.plot_acceptability(VALUE), "the dim 'option' and one other"),
        (
            lambda: stakes.plot_certainty_equivalent(certainty_equivalent(VALUE, 0.1)),
            "the dim 'option' and one other",
        ),
        (
            lambda: stakes.plot_certainty_equivalent(RISK.drop_vars("unreliable")),
            "coordinates mcse",
        ),
        (
            lambda: stakes.plot_plane(parts(), ("two", "three"), ("gain", "side_effect")),
            "'option' .* one, two, many_more; not two, three",
        ),
        (
            lambda: stakes.plot_plane(parts(), ("two", "one"), ("gain", "gain")),
            "'attribute' .* gain, side_effect; not gain, gain",
        ),
        (
            lambda: stakes.plot_plane(VALUE, ("two", "one"), ("gain", "side_effect")),
            "'attribute' .* none",
        ),
        (
            lambda: stakes.plot_plane(parts() * np.nan, ("two", "one"), ("gain", "side_effect")),
            "draws of gain.* NaN or infinite",
        ),
        (
            lambda: stakes.plot_plane(
                parts(), ("two", "one"), ("gain", "side_effect"), {"gain": 1}
            ),
            "numbers for gain and side_effect",
        ),
    ],
)
def test_errors_say_what_is_wrong(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
