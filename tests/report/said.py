"""What is said of a quantity, as one text."""

from made_up_decision import DECISION
from made_up_record import made_up
from stakes.report.explain import explain


def text(case, name, decision=DECISION):
    return "\n".join(
        f"{h}\n" + "\n".join("".join(line) for line in lines)
        for h, lines in explain(case, made_up(decision), name)
    )
