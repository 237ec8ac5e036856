"""Where chains have not converged a run is refused, and what an older one decided is set aside."""

import json
import subprocess

import pytest
import xarray as xr
from tests.runs.small_run import (
    BEGUN,
    FAILED_FIT,
    FILES,
    REFUSED,
    STAKES,
    contents,
    go,
)
from tests.test_cli import flat

from stakes.errors import GateError
from stakes.runs.pipeline import DECISION, REPORT
from stakes.runs.saved_findings import FINDINGS
from stakes.runs.saved_fits import FIT


def test_gate(done):
    """Too few draws for real: refused, and what an older run decided is set aside; allowed, it is a
    report under a banner.
    """
    before = contents(done)

    def stakes(*more):
        command = [str(STAKES), "run", "--case", str(done), "--draws", "50", "--tune", "50", *more]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    refused = stakes()
    assert refused.returncode == 3
    assert "The chains have not converged, so there is no decision:" in refused.stderr
    assert "effective sample size" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""
    assert (
        "The joint model is sampled once more, with a warm-up of 100 and target acceptance 0.999: "
        in flat(refused.stderr)
    )
    assert "in the joint model" in refused.stderr
    assert "Try `stakes --draws 100 --tune 200`." in refused.stderr
    after = contents(done)
    assert set(after) == {FIT} | REFUSED
    assert after[FIT] == before[FIT]
    assert after["decision.earlier.json"][0] == before[DECISION][0]

    again = stakes()
    assert again.returncode == 3
    assert BEGUN not in again.stderr
    assert "fit.unconverged.nc is not sampled again" in again.stderr
    assert contents(done) == after

    allowed = stakes("--allow-unconverged")
    assert allowed.returncode == 0
    assert BEGUN not in allowed.stderr  # the same fit
    assert "Not converged" in allowed.stdout
    report = (done / "results" / REPORT).read_text(encoding="utf-8")
    assert "not converged" in report[report.index("<body") :][:3000].lower()
    assert "in the joint model" in report[report.index("<body") :][:3000]
    held = json.loads((done / "results" / DECISION).read_text(encoding="utf-8"))["unconverged"]
    assert set(held) == {"the joint model"}
    assert any("effective sample size" in sentence for sentence in held["the joint model"])


def test_what_was_allowed_once_is_refused_again(done, sampled, changed):
    changed(lambda fit: fit.attrs.update(rhat_max=1.02))
    before = contents(done)
    go(done, fresh=True, allow_unconverged=True)
    assert set(contents(done)) == {
        FAILED_FIT,
        "fit.earlier.nc",
        DECISION,
        REPORT,
        FINDINGS,
    }
    with pytest.raises(GateError):
        go(done)
    assert len(sampled) == 1
    assert set(contents(done)) == {"fit.earlier.nc"} | REFUSED
    assert contents(done)["fit.earlier.nc"][0] == before[FIT][0]


def test_what_is_set_aside_twice_is_kept_twice(done, sampled, changed):
    first = contents(done)[DECISION][0]
    changed(lambda fit: fit.attrs.update(rhat_max=1.02))
    for _ in range(2):
        with pytest.raises(GateError):
            go(done, seed=8)
        go(done, seed=8, allow_unconverged=True)
    assert len(sampled) == 1
    after = contents(done)
    assert set(after) == FILES | REFUSED | {
        f"{name}.earlier.2.{end}"
        for name, end in (("decision", "json"), ("report", "html"), ("findings", "json"))
    }
    assert after["decision.earlier.json"][0] == first
    assert json.loads(after["decision.earlier.2.json"][0])["unconverged"]
    assert json.loads(first)["unconverged"] == {}


FAILED = {
    "rhat": ({"rhat_max": 1.02}, "R-hat reaches 1.020"),
    "ess": ({"ess_min": 399.0}, "effective sample size is 399"),
    "divergences": ({"divergences": 1}, "1 divergent"),
    "bfmi": ({"bfmi_min": 0.29}, "BFMI is 0.29"),
}


@pytest.mark.parametrize(("change", "sentence"), FAILED.values(), ids=FAILED)
def test_each_diagnostic_can_refuse(change, sentence, done, sampled, changed):
    changed(lambda fit: fit.attrs.update(change))
    with pytest.raises(GateError, match=sentence) as error:
        go(done, fresh=True)
    assert set(error.value.fits) == {"the joint model"}
    assert set(contents(done)) == {"fit.earlier.nc"} | REFUSED
    with pytest.raises(
        GateError, match=sentence
    ):  # nor from the saved fit, which is not sampled again
        go(done)
    assert len(sampled) == 1
    go(done, fresh=True, allow_unconverged=True)
    assert len(sampled) == 2


def test_a_scaled_refit_that_did_not_converge_is_refused_and_named(done, sampled, changed):
    attrs = {
        "component": "prior of works",
        "alpha": 0.67,
        "rhat_max": 1.0,
        "ess_min": 394.0,
        "divergences": 0,
        "bfmi_min": 1.0,
    }
    refit = xr.DataTree(xr.Dataset({"x": 0.0}, attrs=attrs))

    def spoil(fit):
        fit["scaled/99"] = refit

    changed(spoil)
    with pytest.raises(GateError) as error:
        go(done, seed=8)
    name = "the refit with prior of works at power 0.67"
    sentence = f"the smallest effective sample size is 394, under 400, in {name}"
    assert error.value.fits == {name: (sentence,)}
    assert any("--seed" in line for line in error.value.advice)
    with pytest.raises(GateError, match=r"power 0\.67"):
        go(done, seed=8)
    assert len(sampled) == 1
