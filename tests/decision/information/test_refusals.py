"""What a value of information refuses, in a line."""

import subprocess
import sys

import pytest
import xarray as xr

from made_up.parameters import known, linear_normal
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.sample_information import evsi

VALUE, P1, P2 = linear_normal(1, 100)

GOOD = known(p1=P1, p2=P2)


@pytest.mark.parametrize(
    ("parameters", "groups", "message"),
    [
        (GOOD.isel(sample=slice(50)), None, "p1 has 50 along 'sample', the utilities 100"),
        (
            GOOD.rename(sample="draw").expand_dims("chain"),
            None,
            r"the sample dims \('chain', 'draw'\)",
        ),
        (GOOD.assign(p1=1.0), None, "p1 has the sample dims none"),
        (GOOD.assign(p1=GOOD["p1"].where(GOOD["p1"] > 1)), None, "draws of p1 are NaN or infinite"),
        (GOOD.assign(p1=GOOD["p1"] / 0), None, "100 draws of p1 are NaN or infinite"),
        (GOOD.astype("M8[ns]"), None, "p1 holds datetime64.*, neither numbers nor text"),
        (GOOD["p1"], None, "parameters must be a Dataset, not DataArray"),
        (xr.Dataset(), None, "parameters holds no variables"),
        (GOOD, {}, "groups is empty"),
        (GOOD, ["p1"], "groups must map a name to a list"),
        (GOOD, {"g": []}, "group 'g' is empty"),
        (GOOD, {"g": "p1"}, "group 'g' must be a list of variables"),
        (GOOD, {"g": ["p3"]}, "group 'g': unknown p3. The parameters are p1, p2"),
        (GOOD, {"g": ["p1", "p1"]}, "group 'g' names p1 more than once"),
        (GOOD, {1: ["p1"], "1": ["p2"]}, "two groups are called '1'"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_refused_parameters(parameters, groups, message):
    with pytest.raises(ValueError, match=message):
        evppi(VALUE, parameters, groups)


def test_draws_of_other_coordinates_are_refused():
    value = VALUE.assign_coords(sample=range(100))
    with pytest.raises(
        ValueError, match=r"different coordinates along 'sample': align them with xr\.align"
    ):
        evppi(value, GOOD.assign_coords(sample=range(1, 101)))
    evppi(value, GOOD)


def test_refused_utilities_and_studies():
    with pytest.raises(ValueError, match="at least 2 options"):
        evppi(VALUE.isel(option=[0]), GOOD)
    with pytest.raises(ValueError, match="1 of 100 draws of b are NaN"):
        evppi(VALUE.where(VALUE.max() > VALUE), GOOD)
    with pytest.raises(ValueError, match="summaries must be a Dataset"):
        evsi(VALUE, GOOD["p1"])


def test_imports_stay_light():
    code = (
        "import sys, stakes.decision.information.partial_perfect_information; "
        "print(sorted({'pymc', 'pytensor', 'arviz_stats', 'numba', 'sklearn'} & set(sys.modules)))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        == "[]\n"
    )
