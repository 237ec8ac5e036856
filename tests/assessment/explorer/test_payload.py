"""What the explorer packs into the page: exact series, honest scales, and nothing that a label
could break out of.
"""

import json
from base64 import b64decode
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from stakes.assessment.explorer.payload import BANDWIDTH, Assumption, payload, section
from stakes.decision.draws.standard_errors.means import ess
from stakes.decision.net_value import net_value

LABELS = {"options": {"wait": "Wait", "act": "Act"}, "attributes": {"gain": "Gain", "cost": "Cost"}}
PROFILES = {
    "us": SimpleNamespace(label="Us", weights={"gain": 1.0, "cost": 2.5}),
    "them": SimpleNamespace(label="Them", weights={"cost": 1.0, "gain": 0.0}),
}


def _parts(chains: int = 4, draws: int = 100) -> xr.DataArray:
    x = np.random.default_rng(3).normal(size=(2, 2, chains, draws))
    x[0] = 0
    made = xr.DataArray(
        x, dims=("option", "attribute", "chain", "draw"), coords={"option": ["wait", "act"]}
    )
    return made.assign_coords(attribute=["gain", "cost"]).assign_attrs(
        unit="euros", relative_to="wait"
    )


def _quantity(draws: np.ndarray, levels: tuple[str, ...] = ()) -> Assumption:
    return Assumption("rate", "Rate", "a year", xr.DataArray(draws, dims=("chain", "draw")), levels)


def _packed(*quantities: Assumption, parts: xr.DataArray | None = None) -> dict:
    return payload(_parts() if parts is None else parts, PROFILES, "us", quantities, LABELS)


def test_series_are_the_draws_to_eleven_bits_and_zeros_are_left_out():
    parts, made = _parts(), _packed()
    assert made["parts"][0] == [None, None]
    its = made["parts"][1][1]
    found = its["by"] * np.frombuffer(b64decode(its["x"]), "<f2").astype(float)
    wanted = parts.sel(option="act", attribute="cost").transpose("chain", "draw").values.ravel()
    np.testing.assert_allclose(found, wanted, rtol=2**-11, atol=1e-7)


def test_the_order_of_dims_does_not_matter():
    assert _packed(parts=_parts().transpose("draw", "attribute", "chain", "option")) == _packed()


def test_weights_follow_the_attributes_and_the_profile_of_the_run_is_marked():
    made = _packed()
    assert [p["weights"] for p in made["profiles"]] == [[1.0, 2.5], [0.0, 1.0]]
    assert made["profile"] == 0
    assert payload(_parts(), PROFILES, "them", (), LABELS)["profile"] == 1


def test_slowness_is_the_number_of_draws_worth_one_independent_draw():
    parts = _parts().cumsum("draw")
    slow = _packed(parts=parts)["slow"]
    act = (
        net_value(parts, PROFILES["us"].weights).sel(option="act").transpose("chain", "draw").values
    )
    assert slow["value"] == [1.0, pytest.approx(400 / ess(act))]
    assert slow["value"][1] > 10
    assert slow["lead"][0][1] == slow["lead"][1][0] == pytest.approx(slow["value"][1])


def test_a_number_is_offered_from_its_first_to_its_last_percentile():
    draws = np.random.default_rng(4).normal(10, 2, (4, 100))
    made = _packed(_quantity(draws))["assumptions"][0]
    assert (made["low"], made["middle"], made["high"]) == pytest.approx(
        np.quantile(draws, (0.01, 0.5, 0.99))
    )
    assert not made["log"]
    assert made["width"] == pytest.approx(BANDWIDTH * draws.std(), rel=0.05)


def test_a_wide_positive_number_has_a_logarithmic_scale():
    draws = np.random.default_rng(4).normal(0, 2, (4, 100))
    made = _packed(_quantity(np.exp(draws)))["assumptions"][0]
    assert made["log"]
    assert made["width"] == pytest.approx(BANDWIDTH * draws.std(), rel=0.05)
    assert not _packed(_quantity(np.exp(draws) - 1))["assumptions"][0]["log"]


def test_one_far_draw_does_not_widen_what_about_means():
    draws = np.random.default_rng(4).normal(10, 2, (4, 100))
    usual = _packed(_quantity(draws))["assumptions"][0]["width"]
    draws[0, 0] = 1e6
    assert _packed(_quantity(draws))["assumptions"][0]["width"] == pytest.approx(usual, rel=0.1)


def test_a_state_is_bytes_and_offers_the_levels_that_were_drawn():
    index = np.random.default_rng(5).integers(0, 2, (4, 100)) * 2
    made = _packed(_quantity(index, ("a", "b", "c")))["assumptions"][0]
    assert made["levels"] == ["a", None, "c"]
    np.testing.assert_array_equal(np.frombuffer(b64decode(made["draws"]), "u1"), index.ravel())


def test_what_does_not_vary_is_left_out():
    assert (
        _packed(_quantity(np.ones((4, 100))), _quantity(np.zeros((4, 100), int), ("a", "b")))[
            "assumptions"
        ]
        == []
    )


def test_a_case_of_full_size_stays_under_its_share_of_the_page():
    random = np.random.default_rng(6)
    x = random.normal(size=(4, 7, 4, 2500))
    x[0] = 0
    ids, names = list("abcd"), list("tuvwxyz")
    parts = xr.DataArray(
        x, dims=("option", "attribute", "chain", "draw"), coords={"option": ids, "attribute": names}
    )
    parts = parts.assign_attrs(unit="euros", relative_to="a")
    labels = {
        "options": dict(zip(ids, ids, strict=True)),
        "attributes": dict(zip(names, names, strict=True)),
    }
    profiles = {"us": SimpleNamespace(label="Us", weights=dict.fromkeys(names, 1.0))}
    quantities = [_quantity(random.normal(size=(4, 2500))) for _ in range(8)]
    assert len(section(payload(parts, profiles, "us", quantities, labels))["json"]) < 1.6e6


@pytest.mark.parametrize(
    "label", ["</script><script>alert(1)</script>", "<!--<script>", "a & 'b' \"c\" \u2028"]
)
def test_no_label_ends_the_data_and_each_comes_back_as_it_was(label):
    labels = LABELS | {"options": {"wait": label, "act": "Act"}}
    text = str(section(payload(_parts(), PROFILES, "us", (), labels))["json"])
    assert "<" not in text
    assert json.loads(text)["options"][0]["label"] == label


def test_what_cannot_be_packed_is_refused_in_words():
    parts = _parts()
    with pytest.raises(ValueError, match=r"rate: its draws are .* those of the attributes"):
        _packed(_quantity(np.ones((4, 99))))
    with pytest.raises(ValueError, match="rate: its draws must be finite"):
        _packed(_quantity(np.full((4, 100), np.nan)))
    with pytest.raises(ValueError, match="indexes of its 2 levels, not"):
        _packed(_quantity(np.arange(400).reshape(4, 100) % 3, ("a", "b")))
    with pytest.raises(ValueError, match="NaN or infinite"):
        _packed(parts=parts.where(parts < 1, np.inf))
    with pytest.raises(ValueError, match="too large for float32"):
        _packed(parts=parts * 1e40)
    with pytest.raises(ValueError, match="no weight for cost"):
        payload(parts, {"us": SimpleNamespace(label="Us", weights={"gain": 1.0})}, "us", (), LABELS)
    with pytest.raises(ValueError, match="weights of us are negative"):
        payload(
            parts,
            {"us": SimpleNamespace(label="Us", weights={"gain": 1.0, "cost": -1.0})},
            "us",
            (),
            LABELS,
        )
