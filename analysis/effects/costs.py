"""What an agreement costs to build and run, what talking and failing cost, what refusing costs,
and strategic warning.
"""

from .answers import with_limits
from .rungs import by_name, interface, stacked

SPEAKS = ("information", "safeguards", "joint", "limits")  # southern tracks


def programme(n, steps, status, options):
    """Interfaces, built when work begins and run while it lasts, and limits that were signed,
    [option, draw], not positive.
    """
    discount = steps.wide(steps.discount, 2)
    built = (status.began * discount).sum(axis=0)
    years = (status.at_work * discount).sum(axis=0) * steps.length
    signed = (status.signed * discount).sum(axis=0)
    link = stacked(interface(n), options) * (built + n["interface_running"] * years)
    return -link - signed * with_limits(n, options) * n["limits_cost"]


def politics(n, steps, status, options):
    """Talks, deals that fail in the open, and a worse relation where nothing is talked about,
    [option, draw], not positive.
    """
    discount = steps.wide(steps.discount, 2)
    talked = (status.talks.sum(axis=1) * discount).sum(axis=0) * steps.length
    failed = (status.failed * discount).sum(axis=0)
    refused = (status.gone.sum(axis=1) * discount).sum(axis=0) * steps.length
    return -(
        talked * n["keep_talking_cost"]
        + failed * n["failed_politics"]
        + refused * n["refusal_linkage"]
    )


def warning(n, steps, status, options):
    """Expected loss in a nuclear exchange by mistake that shared data avert, or add, [option,
    draw]: never drawn as an event.
    """
    years = (status.at_work * steps.wide(steps.discount, 2)).sum(axis=0) * steps.length
    speaks = n["warning_relevance"] * (
        by_name(options, rung=["warning"])
        + by_name(options, rung=SPEAKS) * n["warning_relevance_information"]
    )
    yearly = n["false_war_rate"] * n["warning_change"] * n["exchange_loss"] * 1e3
    return years * speaks * yearly
