"""Where along a parameter the choice between two options changes, and how sure that is."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from stakes.decision.draws.arrays import Array
from stakes.decision.limits import CLEAR
from stakes.decision.sensitivity.one_way.conditional_mean import Curve
from stakes.decision.sensitivity.one_way.lead_along import LeadAlong
from stakes.decision.sensitivity.one_way.roots import (
    band,
    clear_roots,
    root_error,
    signs,
    unresolved_crossing,
)

# of a normal distribution, by Gauss and Hermite
MOVES, MOVE_WEIGHTS = (-(3**0.5), 0.0, 3**0.5), np.array([1, 4, 1]) / 6


class ChangeOfChoice(NamedTuple):
    """The values of a parameter at which the choice changes, or why there are none."""

    roots: list[float]
    errors: list[float]
    beyond: Array  # 1 for draws where the choice is not today's
    spread: float  # of their share, for the curve is not known exactly
    reason: str


def change_of_choice(lead: LeadAlong) -> ChangeOfChoice:
    """`ChangeOfChoice` along the parameter: at roots of a curve, or by the levels of a state."""
    line, draws = lead.line, lead.draws
    if line is None:
        reason = f"{lead.name} is {draws.flat[0]:g} in every draw"
        return ChangeOfChoice([], [], np.zeros(draws.shape), 0.0, reason)
    if line.is_state:
        return _by_level(lead, line)
    points, error = band(line, lead.ends)
    roots = clear_roots(line, lead.ends, points, error)
    ahead = lead.sign * np.interp(draws, line.centre, line.fit[0])
    moved = np.interp(draws, points, error)
    if not roots:
        near = unresolved_crossing(points, np.interp(points, line.centre, line.fit[0]), error)
        none, spread = np.zeros(draws.shape), _spread(ahead, moved, 0.0)
        return ChangeOfChoice([], [], none, spread, _no_root(lead, line, near))
    beyond = signs(line, roots, lead.ends)[np.searchsorted(roots, draws)] == -lead.sign
    errors = [root_error(line, draws, r) for r in roots]
    spread = _spread(ahead, moved, float(beyond.mean()))
    return ChangeOfChoice(roots, errors, beyond * 1.0, spread, "")


def _spread(lead: Array, error: Array, share: float) -> float:
    """Root mean square of what a share of draws with a negative lead is off, as the whole curve
    moves within its errors.
    """
    off = np.array([np.mean(lead + k * error < 0) - share for k in MOVES])
    return float(np.sqrt(MOVE_WEIGHTS @ off**2))


def _no_root(lead: LeadAlong, line: Curve, near: tuple[float, float] | None) -> str:
    over, under = lead.ahead
    said = " and ".join(
        f"{lead.sign * line.at(0, e):.3g} ± {line.error(0, e):.1g} at {e:.4g}" for e in lead.ends
    )
    turned = any(lead.sign * f < 0 for f in line.fit[0])
    why = "crosses 0 only within its errors" if turned else "does not cross 0"
    if near is not None:
        why = (
            f"crosses 0 only within its errors, between {near[0]:.4g} and {near[1]:.4g}, not "
            "resolved"
        )
    return f"the lead of {over} over {under} {why}: {said}, the ends of the range"


def _by_level(lead: LeadAlong, line: Curve) -> ChangeOfChoice:
    tiny = np.finfo(float).tiny
    t = np.array([lead.sign * line.at(0, x) / max(line.error(0, x), tiny) for x in line.centre])
    turned = t < -CLEAR
    unclear = (t < 0) & ~turned
    # probability that a level is on the other side than it is counted
    wrong = np.where(turned, ndtr(t), ndtr(-t)) * (t != 0)
    spread = float(np.linalg.norm(np.bincount(line.bin) / line.bin.size * np.sqrt(wrong)))
    reason = _levels_in_words(lead, line, turned, unclear)
    return ChangeOfChoice([], [], turned[line.bin] * 1.0, spread, reason)


def _levels_in_words(lead: LeadAlong, line: Curve, turned: Array, unclear: Array) -> str:
    over, other = lead.ahead
    parts = [f"{over} leads, by the mean over all draws"]
    if turned.any():
        parts = [f"{other} leads at {_levels(line, turned)}"]
    if unclear.any():
        parts += [f"the lead is within its errors of 0 at {_levels(line, unclear)}"]
    return f"{lead.name} is a state, which has no values in between: {'; '.join(parts)}"


def _levels(line: Curve, chosen: Array) -> str:
    return ", ".join(line.names[int(x)] if line.names else f"{x:g}" for x in line.centre[chosen])
