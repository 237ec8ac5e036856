"""Numbers of the answer at which the explorer begins: what all draws give, where the page carries
some.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.assessment.explorer.packing import packed
from stakes.assessment.sentences import doubts
from stakes.assessment.valuation import Valuation
from stakes.decision.draws.arrays import option_ids, to_numpy
from stakes.decision.draws.summaries.estimate import estimate
from stakes.decision.expected_value import compare
from stakes.decision.net_value import net_value
from stakes.decision_json.decision import Decision

type Array = npt.NDArray[Any]


def anchors(valuation: Valuation, decision: Decision, some: xr.DataArray) -> dict[str, Any]:
    """What the page knows from all draws.

    Parameters
    ----------
    valuation : what the options are worth.
    decision : the record of the decision.
    some : the draws of the attributes that the page carries.

    Returns
    -------
    means (option, attribute) and sharp (option, option), the error of each difference between two
    options over that of the page's own draws; ready, numbers of the options that do not wait;
    shares, the probability that each is the best, and its error; ready_shares, the same among
    those that do not wait; run, the fingerprint.
    """
    v, names = valuation, option_ids(some)
    means = v.means.sel(option=names)
    ready = [names.index(name) for name in v.ready]
    few = compare(net_value(v.parts.sel(option=v.ready), v.weights))
    flat = to_numpy(means, "option", "attribute")
    ours, exact = (
        to_numpy(net_value(x, v.weights), "option") for x in (some.sel(option=names), means)
    )
    both = list(zip(ours, exact, strict=True))
    return {
        "means": packed(flat.reshape(*flat.shape[:2], -1).mean(axis=-1), "<f8"),
        "sharp": [[_ratio(a - b, x - y) for b, y in both] for a, x in both],
        "ready": ready,
        "shares": [[decision.options[o].p_best, decision.options[o].p_best_mcse] for o in names],
        "ready_shares": few["p_best"].to_numpy().tolist(),
        "run": decision.fingerprint or "",
    }


def _ratio(some: Array, all_: Array) -> float:
    """Error of a mean over that of a mean of fewer draws."""
    found, ours = estimate(all_), estimate(some)
    plain = float(ours.sd / np.sqrt(ours.ess))  # as the page works it out
    return float(found.error / plain) if plain > 0 else 1.0


def doubts_by_profile(decision: Decision, profiles: Mapping[str, Any]) -> dict[str, str]:
    """Why the answer is too close to call under each profile, even where its lead is resolved.

    Of the profile of the run it is the run's own reason; of others, how many schools of thought and
    structures have another option clearly ahead.
    """
    own = decision.too_close_to_call and decision.resolved
    found = {decision.profile: "".join(map(str, doubts(decision))) if own else ""}
    for name in profiles:
        found.setdefault(name, _ahead(decision, name))
    return found


def _ahead(decision: Decision, profile: str) -> str:
    kinds = {"school": "schools of thought", "structure": "structures"}
    said = []
    for kind, word in kinds.items():
        views = [v for key, v in decision.views.items() if key.partition(":")[0] == kind]
        count = sum(bool(view.profiles[profile].ahead) for view in views)
        said += [f"{count} of {len(views)} {word}"] if count else []
    return f"another option leads clearly under {' and '.join(said)}" if said else ""
