"""From a case to a decision, and what is reused, remade, refused or left alone on the next run."""

import json
import math
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from importlib import util
from pathlib import Path

import pytest
import xarray as xr
from tests.test_cli import flat

from stakes.case.case import open_case
from stakes.decision_json.reading import as_json
from stakes.errors import CaseError, GateError
from stakes.inference import fitting
from stakes.runs import store
from stakes.runs.last_run import render
from stakes.runs.pipeline import DECISION, FIT, REPORT, Settings, run

STAKES = Path(sys.executable).with_name("stakes")
TINY = Path(__file__).parents[1] / "tiny"
FILES = {FIT, DECISION, REPORT}
FAILED_FIT = "fit.unconverged.nc"
REFUSED = {
    FAILED_FIT,
    "decision.earlier.json",
    "report.earlier.html",
}  # what is left where the gate refuses, beside older fits
BEGUN = "Compiling and sampling"


def settings(case, **changes):
    chosen = {
        "profile": case.default_profile,
        "draws": 1000,
        "tune": 500,
        "chains": 4,
        "seed": case.seed,
        "progress": False,
    }
    return Settings(**{"as_of": case.as_of} | chosen | changes)


def go(root: Path, **changes):
    """Run the case at `root` into its results: the decision, as its file holds it, and the lines
    said.
    """
    said = []
    case = open_case(root)
    decision = run(case, settings(case, **changes), root / "results", said.append)
    return json.loads(as_json(decision)), said


def contents(root: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in (root / "results").iterdir()
    }


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The tiny case, without the option that waits, after one real run; read-only."""
    unwanted = shutil.ignore_patterns("__pycache__", "results")
    root = Path(shutil.copytree(TINY, tmp_path_factory.mktemp("made") / "tiny", ignore=unwanted))
    text = (root / "analysis/options.toml").read_text(encoding="utf-8")
    (root / "analysis/options.toml").write_text(
        text[: text.index("[options.later]")], encoding="utf-8"
    )
    decision, said = go(root)
    assert said == ["Compiling and sampling the joint model; the first time takes about a minute."]
    assert decision == json.loads((root / "results" / DECISION).read_text(encoding="utf-8"))
    return root


@pytest.fixture
def done(made, tmp_path) -> Path:
    """A copy of the tiny case with its results, to be changed at will."""
    return Path(shutil.copytree(made, tmp_path / "done"))


@pytest.fixture
def sampled(made, monkeypatch) -> list[dict]:
    """The calls of `fitting.fit`, which hands back the fit of the one real run instead of
    sampling.
    """
    calls = []

    def fit(case, **given):
        calls.append(given)
        found = store.read_fit(made / "results" / FIT)
        del found.attrs["fingerprint"]
        return found

    monkeypatch.setattr(fitting, "fit", fit)
    return calls


# What a run leaves


def test_leaves_three_files_and_nothing_else(made):
    assert set(contents(made)) == FILES
    report = (made / "results" / REPORT).read_text(encoding="utf-8")
    assert "<html" in report
    assert "A tiny case" in report


def test_decision_holds_what_is_promised(made):
    def refuse(constant):
        raise AssertionError(constant)

    decision = json.loads(
        (made / "results" / DECISION).read_text(encoding="utf-8"), parse_constant=refuse
    )
    case = open_case(made)
    facts = {
        "case": case.title,
        "as_of": "2011-06-10",
        "unit": case.unit,
        "profile": "town",
        "seed": 7,
    }
    assert facts.items() <= decision.items()
    assert set(decision["options"]) == set(decision["attributes"]) == set(case.options)
    for option, record in decision["options"].items():
        assert {
            "label",
            "expected",
            "mcse",
            "lower",
            "upper",
            "p_best",
            "expected_regret",
            "cvar",
        } <= set(record)
        assert set(decision["attributes"][option]) == set(case.attributes)
        assert math.isclose(
            sum(decision["attributes"][option].values()), record["expected"], abs_tol=1e-9
        )
    assert math.isclose(sum(record["p_best"] for record in decision["options"].values()), 1)
    assert decision["options"][decision["best"]]["expected"] == max(
        r["expected"] for r in decision["options"].values()
    )
    assert set(decision["options"]["wait"].values()) >= {0.0, "Wait"}
    assert isinstance(decision["resolved"], bool)
    assert isinstance(decision["too_close_to_call"], bool)
    assert set(decision["evpi"]) == {"value", "mcse"}
    assert {"rhat_max", "ess_min", "divergences", "bfmi_min"} <= set(decision["diagnostics"])
    assert decision["versions"].keys() >= {"stakes", "pymc", "nutpie", "numpy"}
    assert decision["fingerprint"]


def test_fit_holds_every_group_and_names_its_quantities(made):
    fit = store.read_fit(made / "results" / FIT)
    groups = {
        "posterior",
        "prior",
        "sample_stats",
        "posterior_predictive",
        "observed_data",
        "constant_data",
        "checks",
    }
    assert set(fit.children) - {"scaled"} == groups | {"log_prior", "log_likelihood"}
    assert dict(fit["posterior"].sizes).items() >= {"chain": 4, "draw": 1000}.items()
    about = {"label": "Floods a year", "unit": "per year", "sources": "office", "home": "floods"}
    assert fit.posterior["flood_rate"].attrs == about
    assert set(fit.posterior["wet_decade"].values.ravel()) == {0.0, 1.0}  # an event, drawn
    assert set(fit.posterior["damage_state"].values.ravel()) == {
        0,
        1,
    }  # a school of thought, recovered
    assert list(fit.observed_data["flood_count"].values) == [
        1,
        0,
        2,
    ]  # the fourth row was not yet known
    assert bool(fit.checks["passed"].all())


# What is reused


def test_second_run_touches_nothing(done, sampled):
    before = contents(done)
    decision, said = go(done)
    assert (sampled, contents(done)) == ([], before)
    assert decision == json.loads(before[DECISION][0])
    assert "Nothing has changed" in said[-1]


DECISION_CHANGES = {
    "weight": (
        "analysis/values.toml",
        "weights = { protection = 1.0 }",
        "weights = { protection = 2.0 }",
    ),
    "parameter": ("analysis/values.toml", "value = 0.03", "value = 0.05"),
    "option label": ("analysis/options.toml", 'label = "Dam"', 'label = "The dam"'),
    "consequences": ("analysis/consequences.py", "-0.1 * signed", "-0.2 * signed"),
}


@pytest.mark.parametrize("change", DECISION_CHANGES.values(), ids=DECISION_CHANGES)
def test_change_of_values_or_options_reuses_the_fit(change, done, sampled):
    before = contents(done)
    edit(done, *change)
    decision, _ = go(done)
    after = contents(done)
    assert sampled == []
    assert after[FIT] == before[FIT]
    old = json.loads(before[DECISION][0])
    assert decision["fingerprint"] != old["fingerprint"]
    assert (decision["options"], decision["attributes"]) != (old["options"], old["attributes"])
    assert after[REPORT][0] != before[REPORT][0]


def test_another_profile_reuses_the_fit(done, sampled):
    before = contents(done)
    decision, _ = go(done, profile="miller")
    old = json.loads(before[DECISION][0])
    assert sampled == []
    assert contents(done)[FIT] == before[FIT]
    assert decision["profile"] == "miller"
    assert math.isclose(
        decision["attributes"]["dam"]["protection"], 2 * old["attributes"]["dam"]["protection"]
    )
    assert decision["attributes"]["dam"]["money"] == 0


FIT_CHANGES = {
    "prior": ("priors/floods.toml", "quantiles = [0.1, 0.3, 0.9]", "quantiles = [0.1, 0.4, 0.9]"),
    "evidence": ("priors/evidence/floods.csv", "2010,2,", "2010,3,"),
    "source": ("priors/sources.toml", "What the miller said", "What the miller's wife said"),
    "model": ("models/floods.py", '"floods": lambda', '"all floods": lambda'),
    "case": ("case.toml", "seed = 7", "seed = 8"),
}


@pytest.mark.parametrize("change", FIT_CHANGES.values(), ids=FIT_CHANGES)
def test_change_of_belief_refits(change, done, sampled):
    before = contents(done)
    edit(done, *change)
    decision, said = go(done)
    assert len(sampled) == 1
    assert (
        said[0]
        == "fit.nc was made from other beliefs, models, settings or versions: fitting again."
    )
    assert decision["fingerprint"] != json.loads(before[DECISION][0])["fingerprint"]
    go(done)
    assert len(sampled) == 1  # and the new one is reused


SETTINGS = [
    {"draws": 999},
    {"tune": 499},
    {"chains": 3},
    {"seed": 8},
    {"as_of": date(2012, 6, 10)},
    {"fresh": True},
]


@pytest.mark.parametrize("changed", SETTINGS, ids=str)
def test_other_settings_refit(changed, done, sampled):
    go(done, **changed)
    (call,) = sampled
    assert (changed.items() - {"fresh": True}.items()) <= call.items()


@pytest.mark.parametrize("change", ["versions", "code"])
def test_other_libraries_or_fitting_code_refit(change, done, sampled, monkeypatch):
    if change == "versions":
        monkeypatch.setattr(store, "versions", lambda: {"pymc": "0"})
    else:
        monkeypatch.setattr(store, "FITTING", store.FITTING[1:])
    go(done)
    assert len(sampled) == 1


def test_code_that_a_fit_runs_through_is_in_its_fingerprint():
    """Every module that fitting imports, at any depth, apart from those that only word and check
    what is read.
    """
    code = (
        "import sys, stakes.inference.structures, stakes.inference.model.variables, "
        "stakes.inference.model.reporting_delay\n"
    )
    code += (
        "print(*(m.__file__ for name, m in sys.modules.items() if "
        "name.startswith('stakes.')), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {Path(name) for name in done.stdout.splitlines()}
    assert set(store.fitting_code()) <= loaded
    reading = {
        "case/claims.py",
        "case/layout.py",
        "case/options.py",
        "case/values.py",
        "case/reading/files.py",
        "case/reading/python_files.py",
        "case/reading/records.py",
        "case/reading/validation.py",
        "case/sensitivity.py",
        "case/sources.py",
        "case/structures.py",
        "case/studies.py",
        "errors.py",
        "progress.py",
    }
    others = {
        path.relative_to(store.PACKAGE).as_posix()
        for path in loaded - set(store.fitting_code())
        if path.name != "__init__.py"
    }
    assert others <= reading


def test_a_file_counts_by_its_path_not_by_its_name_alone(tmp_path):
    for name, text in {"a/x.py": "1", "b/x.py": "2", "c/a/x.py": "2", "c/b/x.py": "1"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    one = store._hash({}, (tmp_path, [tmp_path / "a/x.py", tmp_path / "b/x.py"]))
    other = store._hash({}, (tmp_path / "c", [tmp_path / "c/b/x.py", tmp_path / "c/a/x.py"]))
    assert one != other


def test_changed_evidence_reaches_the_posterior(done):
    """A refit for real: many more floods raise their rate."""
    before = store.read_fit(done / "results" / FIT).posterior["flood_rate"]
    edit(done, "priors/evidence/floods.csv", "2010,2,", "2010,9,")
    _, said = go(done)
    after = store.read_fit(done / "results" / FIT).posterior["flood_rate"]
    assert BEGUN in said[-1]
    assert after.mean() > before.mean() + before.std()


# What is torn, stale or refused


@pytest.mark.parametrize("length", [0, 100, 100_000, -1], ids=lambda n: f"cut at {n}")
def test_torn_fit_is_made_again(length, done, sampled):
    path = done / "results" / FIT
    whole = path.read_bytes()
    path.write_bytes(whole[:length])
    _, said = go(done)
    assert said[0] == "fit.nc is torn or no fit of ours: fitting again."
    assert len(sampled) == 1
    assert store.read_fit(path) is not None


def test_foreign_fit_is_made_again(done, sampled):
    xr.Dataset({"x": 1.0}).to_netcdf(done / "results" / FIT, engine="netcdf4")
    _, said = go(done)
    assert said[0] == "fit.nc is torn or no fit of ours: fitting again."
    assert len(sampled) == 1


TORN = {
    "cut": lambda b: b[: len(b) // 2],
    "empty": lambda _: b"",
    "no object": lambda _: b"[1]",
    "binary": lambda _: b"\xff\xfe",
}


@pytest.mark.parametrize("tear", TORN.values(), ids=TORN)
def test_torn_decision_is_made_again(tear, done, sampled):
    before = contents(done)
    path = done / "results" / DECISION
    path.write_bytes(tear(path.read_bytes()))
    go(done)
    assert sampled == []
    assert path.read_bytes() == before[DECISION][0]


def test_stale_decision_is_not_passed_off_as_new(done, sampled):
    path = done / "results" / DECISION
    old = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(
        json.dumps(old | {"best": "nothing", "fingerprint": "another"}), encoding="utf-8"
    )
    decision, _ = go(done)
    assert decision == old == json.loads(path.read_text(encoding="utf-8"))
    assert sampled == []


def test_missing_report_is_made_again(done, sampled):
    before = contents(done)
    (done / "results" / REPORT).unlink()
    go(done)
    assert sampled == []
    assert contents(done)[REPORT][0] == before[REPORT][0]


# Interruption


def test_interrupted_sampling_leaves_old_files(done, monkeypatch):
    import nutpie

    class Sampler:
        cancelled = False

        def wait(self):
            raise KeyboardInterrupt

        def cancel(self):
            Sampler.cancelled = True

    monkeypatch.setattr(fitting, "compile_model", lambda model: None)
    monkeypatch.setattr(nutpie, "sample", lambda *_, **__: Sampler())
    before = contents(done)
    with pytest.raises(KeyboardInterrupt):
        go(done, seed=99)
    assert Sampler.cancelled
    assert contents(done) == before


@pytest.mark.parametrize("file", [FIT, DECISION, REPORT])
def test_interrupted_writing_leaves_the_old_file(file, done, sampled, monkeypatch):
    before = contents(done)
    replace = Path.replace

    def interrupted(self, target):
        if Path(target).name == file:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        go(done, fresh=True, profile="miller")
    after = contents(done)
    assert after[file] == before[file]
    assert set(after) == FILES  # nothing partial
    monkeypatch.setattr(Path, "replace", replace)
    decision, _ = go(done, profile="miller")
    assert decision["profile"] == "miller"  # whatever was left is not taken for the answer


def _hears_ctrl_c():
    """A process started in the background ignores SIGINT, and so would its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_ctrl_c_while_sampling(made, tmp_path):
    """A process that is interrupted for real: exit status 130, no traceback, old files as they
    were.
    """
    root = Path(shutil.copytree(made, tmp_path / "stopped"))
    before = contents(root)
    command = [str(STAKES), "run", "--case", str(root), "--draws", "2000000"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_hears_ctrl_c
    )
    assert "fitting again" in process.stderr.readline()
    assert BEGUN in process.stderr.readline()
    time.sleep(12)  # compiled by then, and sampling
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    try:
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert contents(root) == before


# The gate


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


def test_what_was_allowed_once_is_refused_again(done, sampled, monkeypatch):
    honest = fitting.fit

    def failed(case, **given):
        fit = honest(case, **given)
        fit.attrs["rhat_max"] = 1.02
        return fit

    monkeypatch.setattr(fitting, "fit", failed)
    before = contents(done)
    go(done, fresh=True, allow_unconverged=True)
    assert set(contents(done)) == {FAILED_FIT, "fit.earlier.nc", DECISION, REPORT}
    with pytest.raises(GateError):
        go(done)
    assert len(sampled) == 1
    assert set(contents(done)) == {"fit.earlier.nc"} | REFUSED
    assert contents(done)["fit.earlier.nc"][0] == before[FIT][0]


def test_what_is_set_aside_twice_is_kept_twice(done, sampled, monkeypatch):
    honest = fitting.fit
    first = contents(done)[DECISION][0]

    def failed(case, **given):
        fit = honest(case, **given)
        fit.attrs["rhat_max"] = 1.02
        return fit

    monkeypatch.setattr(fitting, "fit", failed)
    for _ in range(2):
        with pytest.raises(GateError):
            go(done, seed=8)
        go(done, seed=8, allow_unconverged=True)
    assert len(sampled) == 1
    after = contents(done)
    assert set(after) == FILES | REFUSED | {"decision.earlier.2.json", "report.earlier.2.html"}
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
def test_each_diagnostic_can_refuse(change, sentence, done, sampled, monkeypatch):
    honest = fitting.fit

    def failed(case, **given):
        fit = honest(case, **given)
        fit.attrs.update(change)
        return fit

    monkeypatch.setattr(fitting, "fit", failed)
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


def test_a_scaled_refit_that_did_not_converge_is_refused_and_named(done, sampled, monkeypatch):
    honest = fitting.fit

    def failed(case, **given):
        fit = honest(case, **given)
        attrs = {
            "component": "prior of works",
            "alpha": 0.67,
            "rhat_max": 1.0,
            "ess_min": 394.0,
            "divergences": 0,
            "bfmi_min": 1.0,
        }
        fit["scaled/99"] = xr.DataTree(xr.Dataset({"x": 0.0}, attrs=attrs))
        return fit

    monkeypatch.setattr(fitting, "fit", failed)
    with pytest.raises(GateError) as error:
        go(done, seed=8)
    name = "the refit with prior of works at power 0.67"
    sentence = f"the smallest effective sample size is 394, under 400, in {name}"
    assert error.value.fits == {name: (sentence,)}
    assert any("--seed" in line for line in error.value.advice)
    with pytest.raises(GateError, match=r"power 0\.67"):
        go(done, seed=8)
    assert len(sampled) == 1


# Rendering again


def test_report_is_rendered_again_from_the_saved_fit(done, sampled):
    page = done / "results" / REPORT
    before = contents(done)
    page.unlink()
    assert render(open_case(done), done / "results") == page
    assert sampled == []
    after = contents(done)
    assert after[REPORT][0] == before[REPORT][0]
    assert {name: after[name] for name in (FIT, DECISION)} == {
        name: before[name] for name in (FIT, DECISION)
    }


@pytest.mark.parametrize("lost", ["decision", "fit", "values"])
def test_report_of_something_else_is_not_rendered(lost, done, sampled):
    if lost == "values":
        edit(done, *DECISION_CHANGES["weight"])
    else:
        (done / "results" / (FIT if lost == "fit" else DECISION)).unlink()
    before = contents(done)
    with pytest.raises(
        CaseError, match=r"run `stakes run` first|`stakes run.*` renews both"
    ) as error:
        render(open_case(done), done / "results")
    assert "\n" not in str(error.value)
    assert (sampled, contents(done)) == ([], before)


def test_report_of_a_sound_fit_has_no_banner(made):
    report = (made / "results" / REPORT).read_text(encoding="utf-8")
    assert "not converged" not in report[report.index("<body") :][:3000].lower()


def test_the_files_of_a_case_are_executed_once_in_a_run(done, sampled, monkeypatch):
    names, made = Counter(), util.module_from_spec
    monkeypatch.setattr(
        util, "module_from_spec", lambda spec: names.update([spec.name]) or made(spec)
    )
    go(done, seed=8)
    assert names["_stakes_case_analysis_consequences"] == 1
    assert set(names.values()) == {1}
