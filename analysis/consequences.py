"""What follows from each option: the only place where options meet beliefs.

Terms are multilinear in the events that are drawn: a change in Moscow, a signature, work, a pass,
an attack. Expected values use their probabilities, so that nothing rare is ever drawn; simulated
outcomes use 0 and 1 drawn with noise common to all options. Both run through the same formulas.
Answers to the plan, what a pass costs once it has come, limits in a deal, consent to fire and a
raid's share stopped are expectations in both. Amounts are billions of 2011 US dollars, discounted
to the start. Each part is a file of ``effects/``.
"""

import numpy as np
import xarray as xr

from .effects.allies import cohesion
from .effects.answers import answered
from .effects.compromise import guarding, leak
from .effects.costs import politics, programme, warning
from .effects.forecasts import forecasts
from .effects.moscow import Chain
from .effects.numbers import AT_ONCE, Numbers, Steps, labelled
from .effects.shield import protected, shield
from .effects.status import status

ATTRIBUTES = [
    "protection",
    "veto",
    "leak",
    "guarding",
    "arms_race",
    "alliance",
    "politics",
    "programme",
    "warning",
]


def consequences(beliefs, setting):
    """Value of every option by attribute.

    Parameters
    ----------
    beliefs : Dataset[..., and the model's own dims] of posterior draws, states recovered.
    setting : options, reader's parameters, dates and noise (None for expectations).

    Returns
    -------
    DataArray[option, attribute, chain, draw] before any baseline is taken off, and what is the
    same for all options and adds to their level: damage that gets through [attribute, chain, draw].
    """
    numbers, steps = Numbers(beliefs, setting), Steps(setting, setting.ends)
    options = list(setting.options.values())
    shape = beliefs["attack_rate"].transpose("chain", "draw").shape
    blocks = [
        _block(numbers.part(slice(at, at + AT_ONCE)), steps, options)
        for at in range(0, int(np.prod(shape)), AT_ONCE)
    ]
    parts = {a: np.concatenate([b[a] for b, _ in blocks], axis=-1) for a in ATTRIBUTES}
    relative = labelled(parts, setting.options, shape)
    through = np.concatenate([x for _, x in blocks]).reshape(shape)
    return relative, _level(relative, setting, through)


def in_force(beliefs, setting):
    """Chance that the agreement an option seeks comes to work within the horizon, by option that
    seeks one.
    """
    works = forecasts(beliefs, setting)["works"].clip(0.0, 1.0)
    sought = [name for name, o in setting.options.items() if o.levels["talks"] == "pursued"]
    return works.sel(option=sought)


def _block(n, steps, options):
    """Attributes of some draws, each [option, draw], and the damage that gets through the plan's
    shield, less what the shield is worth beyond that, [draw].
    """
    chain = Chain(n, steps)
    plan = shield(n, steps)
    state = status(n, steps, chain, options)
    protection, veto = protected(n, plan, state, options)
    parts = {
        "protection": protection,
        "veto": veto,
        "leak": leak(n, steps, plan, state, options),
        "guarding": guarding(n, steps, state, options),
        "arms_race": answered(n, steps, chain, state, options),
        "alliance": cohesion(n, steps, state, options),
        "politics": politics(n, steps, state, options),
        "programme": programme(n, steps, state, options),
        "warning": warning(n, steps, state, options),
    }
    return parts, (plan.averted + plan.worth - plan.full).sum(axis=0)


def _level(relative, setting, through):
    """Absolute level of the baseline [attribute, chain, draw]: what it does itself, and the damage
    that gets through.
    """
    own = relative.sel(option=setting.baseline, drop=True)
    zero = xr.zeros_like(own)
    zero.loc[{"attribute": "protection"}] = through
    return own + zero
