"""Results in several folders, side by side: one fit serves them all."""

from tests.runs.small_run import BEGUN, settings

from stakes.case.case import open_case
from stakes.runs.pipeline import DECISION, run
from stakes.runs.saved_fits import FIT


def beside(root, name, **changes):
    case, said = open_case(root), []
    decision = run(case, settings(case, **changes), root / name, said.append)
    return decision, said


def test_another_profile_elsewhere_takes_the_fit(done, sampled):
    before = (done / "results" / DECISION).read_bytes()
    decision, said = beside(done, "elsewhere", profile="miller")
    assert sampled == []
    assert said[0] == f"{FIT} is taken from {done / 'results'}: made from the same."
    assert decision.profile == "miller"
    assert (done / "elsewhere" / FIT).samefile(done / "results" / FIT)  # it takes no room
    assert (done / "results" / DECISION).read_bytes() == before


def test_it_is_not_lost_with_the_other_folder(done, sampled):
    beside(done, "elsewhere", profile="miller")
    (done / "results" / FIT).unlink()
    _, said = beside(done, "elsewhere", profile="town")
    assert (sampled, BEGUN in " ".join(said)) == ([], False)


def test_a_fit_of_other_settings_is_not_taken(done, sampled):
    beside(done, "elsewhere", seed=8)
    assert len(sampled) == 1
    beside(done, "fresh", fresh=True)
    assert len(sampled) == 2
