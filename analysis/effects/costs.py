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
    built, signed = steps.discounted(status.began), steps.discounted(status.signed)
    years = steps.discounted(status.at_work) * steps.length
    link = stacked(interface(n), options) * (built + n["interface_running"] * years)
    return -link - signed * with_limits(n, options) * n["limits_cost"]


def politics(n, steps, status, options):
    """Talks, deals that fail in the open, and a worse relation where nothing is talked about,
    [option, draw], not positive.
    """
    masses = status.talks, status.paper, status.work
    talked, paper, work = (steps.discounted(x).sum(axis=0) * steps.length for x in masses)
    refused = steps.discount.sum() * steps.length - talked - paper - work
    failed = steps.discounted(status.failed)
    return -(
        talked * n["keep_talking_cost"]
        + failed * n["failed_politics"]
        + refused * n["refusal_linkage"]
    )


def warning(n, steps, status, options):
    """Expected loss in a nuclear exchange by mistake that shared data avert, or add, [option,
    draw]: never drawn as an event.
    """
    years = steps.discounted(status.at_work) * steps.length
    speaks = n["warning_relevance"] * (
        by_name(options, rung=["warning"])
        + by_name(options, rung=SPEAKS) * n["warning_relevance_information"]
    )
    yearly = n["false_war_rate"] * n["warning_change"] * n["exchange_loss"] * 1e3
    return years * speaks * yearly
