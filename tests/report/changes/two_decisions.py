"""Two decisions of which only what matters is given."""

from copy import deepcopy

from made_up_decision import DECISION
from made_up_record import made_up
from stakes.report.changes import differences


def changes(old, new, *more):
    """Of two decisions of which only what matters is given."""
    return differences.changes(made_up(old), made_up(new), *more)


def other(**change):
    return deepcopy(DECISION) | change
