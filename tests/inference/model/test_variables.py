"""What model files call, where no fit is needed to see what it does."""

import pandas as pd
import pymc as pm
import pytest

import stakes

ROWS = pd.DataFrame({"event": ["wet_decade", "dry_decade"], "outcome": [1, 0]})


@pytest.mark.parametrize(
    ("event", "log_likelihood"),
    [("wet_decade", [-1e6, 0]), ("dry_decade", [0, -1e6]), ("other", [0, 0])],
)
def test_an_event_is_settled_by_the_table_that_is_named(event, log_likelihood):
    with pm.Model() as model:
        stakes.known_event(
            event,
            {"turns": ROWS, "milestones": ROWS.assign(outcome=1 - ROWS["outcome"])},
            table="turns",
        )
    assert model[f"{event}_state_loglik"].eval().tolist() == log_likelihood


def test_a_table_that_is_not_there_is_named(tiny_case):
    evidence = stakes.open_case(tiny_case).evidence_as_of()
    with pm.Model(), pytest.raises(KeyError, match="no table of evidence 'turns'"):
        stakes.known_event("wet_decade", evidence, table="turns")
