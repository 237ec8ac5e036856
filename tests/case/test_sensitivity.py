"""Schools, thresholds and planes; see also ``mistakes/sensitivity.toml``."""

import pytest

from stakes.case.case import open_case

FILE = "analysis/sensitivity.toml"
NO_THRESHOLD = (
    "planes.both: flood_rate has no threshold; add [thresholds.flood_rate], which says "
    "over what range"
)


def test_good_challenges_open(full_case):
    found = open_case(full_case).challenges
    assert found.schools["office"].assume == {
        "damage": "low",
        "wet_decade": False,
        "sign_pact": 0.5,
    }
    assert found.thresholds["flood_rate"].rate


def test_a_plane_without_any_threshold(full_case, complaints):
    text = (full_case / FILE).read_text(encoding="utf-8")
    parts = [part for part in text.split("\n\n") if "[thresholds" not in part]
    (full_case / FILE).write_text("\n\n".join(parts), encoding="utf-8")
    assert complaints() == [
        f"{FILE}: {NO_THRESHOLD}",
        f"{FILE}: {NO_THRESHOLD.replace('flood_rate', 'sign_pact')}",
    ]


@pytest.mark.usefixtures("full_case")
def test_a_plane_needs_two_quantities(edited):
    assert len(edited(FILE, 'y = "sign_pact"', 'y = "flood_rate"')) == 1
