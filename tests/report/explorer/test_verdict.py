"""The page's copy of the verdict is that of Python, and the answer says it."""

from itertools import product

from tests.report.explorer.explorer_page import PAYLOAD, WEIGHTS, WORLD, write_page

from made_up_record import filled
from stakes import wording
from stakes.assessment.verdict import judge
from stakes.decision.expected_value import compare
from stakes.decision.net_value import net_value
from stakes.decision_json.options import Option


def test_the_answer_names_the_best_the_lead_and_what_comes_to_the_same(opened):
    page, table = opened(), compare(net_value(WORLD.parts, WEIGHTS))
    best, lead = table["best"].item(), table.sel(option="half")
    assert best == "act"
    said = page.locator(".explorer-answer").inner_text()
    assert said.startswith("Act at once")
    assert wording.rounded(float(lead["lead"]), float(lead["lead_mcse"])) in said
    page = opened("#w.gain=0")
    assert (
        "Wait (or Decide later, which comes to the same)"
        in page.locator(".explorer-answer").inner_text()
    )


def test_a_doubt_of_the_run_holds_for_the_run_alone(opened, tmp_path):
    """A1: once something is set, what schools say of the answer as believed is no reason."""
    doubts = {"doubts": ["structures differ", "2 of 3 structures differ"]}
    file = write_page(tmp_path / "doubt.html", PAYLOAD | doubts)
    said = opened(file=file).locator(".explorer-answer").inner_text()
    assert said.startswith("Too close to call")
    assert said.endswith("but structures differ.")
    said = opened("#p=them", file=file).locator(".explorer-answer").inner_text()
    assert said.endswith(("but 2 of 3 structures differ.", "within three standard errors."))
    for setting in ("#w.cost=0.1", "#s.school=holds"):
        page = opened(setting, file=file)
        assert page.locator(".explorer-answer").inner_text().startswith("Act at once")
        assert "not" in page.locator(".explorer-count").inner_text()


def test_where_the_lead_over_another_than_the_next_is_unclear_it_is_named(opened):
    """The next in line may be clear where one further behind is not."""
    code = """() => {
      const known = ([mean, error]) => ({ mean, error, variance: 1 });
      const leads = [[0, 0], [0.5, 0.1], [2, 1]].map(known);
      return stakesExplorer.verdict(leads, 0, "");
    }"""
    found = opened().evaluate(code)
    assert (found["runner"], found["unclear"], found["tooClose"]) == (1, [2], True)


def leads_of_python(case):
    """Which option is next, whether the lead is resolved and whether it is too close to call."""
    leads, same, differs = case
    options = {
        str(i): filled(Option, {"label": "", "lead": lead, "lead_mcse": error, "pareto_k": 0.1})
        for i, (lead, error) in enumerate(leads)
    }
    found = judge(options, "0", [str(i) for i in same], ["school:a"] if differs else [])
    runner = int(found.runners_up[0]) if found.runners_up else -1
    return [runner, found.resolved, found.too_close]


def test_the_verdict_is_that_of_python(opened):
    """Leads near three errors, on it and at 0; options that come to the same; a doubt of the
    run.
    """
    near = [(0.0, 0.1), (0.1, 0.1), (0.3, 0.1), (0.30000001, 0.1), (2.0, 0.1), (-0.5, 0.1)]
    rest = [*product(near, repeat=1), *product(near, repeat=2)]
    cases = [
        (
            [(0.0, 0.0), *(lead for lead in leads), *[(0.0, 0.0)] * same],
            [*range(len(leads) + 1, len(leads) + 1 + same)],
            doubt,
        )
        for leads in [(), *rest]
        for same in (0, 1, 2)
        for doubt in (False, True)
    ]
    code = """all => all.map(([leads, same, doubt]) => {
        const known = leads.map(([mean, error], o) =>
            ({ mean, error, variance: o && !same.includes(o) ? 1 : 0 }));
        const found = stakesExplorer.verdict(known, 0, doubt ? "structures differ" : "");
        return [found.same, [found.runner, found.clear, found.tooClose]];
    })"""
    found = opened().evaluate(code, cases)
    assert [same for same, _ in found] == [same for _, same, _ in cases]
    assert [said for _, said in found] == [leads_of_python(case) for case in cases]
