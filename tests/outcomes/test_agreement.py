"""How likely what an option needs from others comes, as the case's code says."""

import numpy as np
import pytest

from stakes.errors import CaseError
from stakes.outcomes.agreement import in_force

SAYS = """

def in_force(beliefs, setting):
    return {value}
"""


@pytest.fixture
def saying(valued):
    def ask(value):
        case, fit = valued("b.effect")
        path = case.root / "analysis/consequences.py"
        path.write_text(path.read_text() + SAYS.replace("{value}", value))
        return case, fit

    return ask


def test_a_case_need_not_say(valued):
    assert in_force(*valued("b.effect")) is None


def test_it_is_a_chance_for_each_draw(saying):
    case, fit = saying('beliefs["sign_pact"].clip(0, 1).expand_dims(option=["dam"])')
    found = in_force(case, fit)
    assert list(found["option"].to_numpy()) == ["dam"]
    drawn = fit["posterior"]["sign_pact"]
    sets = drawn.isel(set=slice(0, 1)) if "set" in drawn.dims else drawn
    np.testing.assert_allclose(
        found.sel(option="dam").to_numpy().ravel(), sets.clip(0, 1).to_numpy().ravel()
    )


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("0.5", "does not return what it must"),
        ('beliefs["effect"]', "does not return what it must"),
        ('0.5 + 0 * beliefs["effect"].expand_dims(option=["pact"])', "an option that is unknown"),
        ('2.0 + 0 * beliefs["effect"].expand_dims(option=["dam"])', "what is no chance"),
    ],
)
def test_anything_else_is_one_line(saying, value, complaint):
    with pytest.raises(CaseError, match=complaint) as error:
        in_force(*saying(value))
    assert len(str(error.value).splitlines()) == 1
    assert "analysis/consequences.py" in str(error.value)
