from math import inf, nan, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakes.wording import (
    Shown,
    chance,
    likelihood,
    money,
    percent,
    plain,
    rounded,
    significant,
    with_error,
)

BOUNDARIES = [
    (0.05, "almost no chance", "very unlikely"),
    (0.20, "very unlikely", "unlikely"),
    (0.45, "unlikely", "roughly even chance"),
    (0.55, "roughly even chance", "likely"),
    (0.80, "likely", "very likely"),
    (0.95, "very likely", "almost certain"),
]


@pytest.mark.parametrize(("limit", "below", "above"), BOUNDARIES)
def test_boundary_belongs_to_the_word_above(limit: float, below: str, above: str) -> None:
    assert (likelihood(nextafter(limit, 0)), likelihood(limit)) == (below, above)


def test_ends_of_the_scale() -> None:
    assert (likelihood(0.0), likelihood(1.0)) == ("almost no chance", "almost certain")


@pytest.mark.parametrize("wrong", [-0.01, 1.01, nan])
def test_no_word_for_what_is_no_probability(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"lies in \[0, 1\]"):
        likelihood(wrong)


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0.12345, 0.034, "0.12 ± 0.03"),
        (0.12345, 0.012, "0.123 ± 0.012"),
        (0.12345, 0.0096, "0.123 ± 0.010"),
        (5.0, 0.0996, "5.00 ± 0.10"),
        (5.0, 0.0196, "5.00 ± 0.02"),
        (-1234.5, 21.0, "−1,230 ± 20"),
        (1234567.0, 150.0, "1,234,570 ± 150"),
        (-0.004, 0.3, "0.0 ± 0.3"),
        (0.0, 0.0, "0"),
        (2.5, 0.0, "2.50"),
        (2.5, nan, "2.50"),
        (nan, 0.1, "–"),
        (inf, inf, "–"),
    ],
)
def test_digits_follow_the_error(value: float, error: float, text: str) -> None:
    assert with_error(value, error) == text


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e6))
def test_rounding_costs_at_most_half_the_error(value: float, error: float) -> None:
    shown = float(rounded(value, error).replace("−", "-").replace(",", ""))
    assert abs(shown - value) <= 0.51 * error + 1e-9


@given(st.floats(1e-12, 1e12))
def test_error_is_shown_to_a_third(error: float) -> None:
    assert float(rounded(error, error).replace(",", "")) == pytest.approx(error, rel=0.26)


def test_numbers_without_an_error() -> None:
    assert [significant(x) for x in (0.0020345, 999.6, 0.99996, 3e-9)] == [
        "0.00203",
        "1,000",
        "1.00",
        "3.00 × 10⁻⁹",
    ]
    assert [plain(x) for x in (18.0, -0.5, 0.0, 2.5e7, nan)] == [
        "18",
        "−0.5",
        "0",
        "2.5 × 10⁷",
        "–",
    ]
    assert money(0.5312, 0.043, "euros") == "0.53 ± 0.04 euros"


def test_percent_never_claims_certainty() -> None:
    assert [percent(p) for p in (0.0, 0.004, 0.5, 0.996, 1.0)] == [
        "0 %",
        "under 1 %",
        "50 %",
        "over 99 %",
        "100 %",
    ]


@pytest.mark.parametrize("probability", [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_chance_says_word_and_number(probability: float) -> None:
    said = chance(probability, percent(probability), "rain")
    assert f"{likelihood(probability)} ({percent(probability)}) to rain" in said
    assert said.startswith(("is ", "has "))


def test_shown_number_keeps_its_value_and_escapes() -> None:
    shown = Shown("<0.1", 0.1 + 0.2, 'a"b')
    assert (
        str(shown.__html__())
        == '<span class="number" data-key="a&#34;b" data-value="0.30000000000000004">&lt;0.1</span>'
    )
