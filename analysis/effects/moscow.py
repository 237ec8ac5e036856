"""Moscow's type: how it changes, and what hangs on it.

Types are partner, trader and rival, in this order along the axis `type`. What a record informs is
a level at the mean type of that record (`moscow_share`); a ratio by type is held against that
mean.
"""

import numpy as np

TYPE = ("moscow_type", "moscow_switch", "moscow_to_middle")
REVIEWS = {  # by the luck of each: 1 January 2013 and 30 June 2016
    "moscow_luck_2013": 2013.0,
    "moscow_luck_2016": 2016 + 181 / 365.25,
}
WITHIN = 1.5  # years before a review from which a start counts as being at it
QUARTER = 0.25  # about the length of a step on the way to a later start


class Chain:
    """The type's changes from step to step: at the rate `moscow_switch`, from partner or rival to
    trader with the share `moscow_to_middle`, from trader to either alike.
    """

    def __init__(self, n, steps):
        self.n, self.steps = n, steps
        self.leave = steps.chance(n["moscow_switch"])
        self.middle = n["moscow_to_middle"]
        self.change = _changes(1, self.leave, self.middle)
        self.now = _known(n["moscow_type"])
        self.path = self._path()

    def _path(self):
        """Chance of each type by step [step, type, draw]; or, with luck, the type that it is."""
        state = self._at_start()
        if self.n.certain:
            rows = [state]
            for _ in range(self.steps.number - 1):
                rows.append(self.mixed(rows[-1]))
            return np.stack(rows)
        rows = [state]
        for day in self.steps.days[1:]:
            rows.append(self._one(self.mixed(rows[-1]), f"type {day}"))
        return np.stack(rows)

    def _at_start(self):
        """The type at the start, [type, draw]: as of now, or as it is drawn for a later day."""
        setting = self.n.setting
        drawn = {name: self.n[name] for name in (*TYPE, *REVIEWS)}
        return type_then(drawn, setting.start_year - setting.delay, setting.start_year)

    def _one(self, chances, name):
        return _drawn(chances, self.n.luck(name))

    def mixed(self, x):
        """Masses by type [type, ..., draw] after one step, in expectation."""
        return _moved(x, self.change)

    def step(self, x, t):
        """Masses by type at step t, from those of the step before."""
        return self.mixed(x) if self.n.certain else x.sum(axis=0) * _between(self.path[t], x)

    def moved(self, x, number):
        """Masses by type [type, ..., draw] so many steps later ([draw], or one number)."""
        return _moved(x, _changes(number, self.leave, self.middle))

    def arrived(self, x, number, share):
        """Of masses x [step, type, ..., draw] that left `number` steps before, a share [draw] that
        arrives at each step: at the last ones, if x has fewer.
        """
        if self.n.certain:
            change = _changes(number, self.leave, self.middle) * share
            return np.einsum("jin,ti...n->tj...n", change, x)
        path = self.path[-len(x) :] * share
        return x.sum(axis=1, keepdims=True) * _between(path, x, 2)


def type_then(draws, now, then):
    """The type on a later day, [type, ...], for all that looks at that day alike.

    It is drawn from the chain at each review that is passed and on the day itself, by the luck of
    the last review that is passed or near.

    Parameters
    ----------
    draws : by name, arrays [...] of the type now, the chain and the luck of the reviews.
    now, then : decimal years.
    """
    state, came = _known(draws["moscow_type"]), now
    for name, year in _looks_on_the_way(now, then).items():
        number = max(round((year - came) / QUARTER), 1)
        leave = -np.expm1(-draws["moscow_switch"] * (year - came) / number)
        chances = _moved(state, _changes(number, leave, draws["moscow_to_middle"]))
        state, came = _drawn(chances, draws[name]), year
    return state


def _looks_on_the_way(now, then):
    """Decimal years at which the type is drawn, by the name of its luck."""
    if then <= now:
        return {}
    first = next(iter(REVIEWS))
    near = [name for name, year in REVIEWS.items() if year - WITHIN < then] or [first]
    return {n: REVIEWS[n] for n in near[:-1] if now < REVIEWS[n]} | {near[-1]: then}


def _known(kind):
    """Masses by type [type, ...] of a type that is drawn, 1 to 3."""
    return np.stack([(np.round(kind) == k + 1.0) * 1.0 for k in range(3)])


def _moved(x, change):
    """Masses by type [type, ...] after a change [to, from, ...]."""
    return np.einsum("ji...,i...->j...", change, x)


def _changes(number, leave, middle):
    """Chances of the type so many steps later, [to, from, ...]: the chain has three modes, of which
    one stays and two fade.
    """
    at_ends = 1 / (1 + middle)  # partner or rival, in the end
    fades, apart = (1 - leave * (1 + middle)) ** number, (1 - leave * (2 - middle)) ** number
    ends, trader_ends = at_ends + (1 - at_ends) * fades, at_ends * (1 - fades)
    same, other = (ends + apart) / 2, (ends - apart) / 2
    return np.stack(
        [
            np.stack([same, trader_ends / 2, other]),
            np.stack([1 - ends, 1 - trader_ends, 1 - ends]),
            np.stack([other, trader_ends / 2, same]),
        ]
    )


def _drawn(chances, luck):
    """One type [type, draw] by uniform luck [draw]."""
    above = np.cumsum(chances, axis=0)
    below = above - chances
    below[0], above[-1] = -1.0, 2.0  # rounding leaves no gap
    return ((luck >= below) & (luck < above)) * 1.0


def _between(path, x, first=1):
    """The path with axes of length 1 between its type (axis `first` - 1) and its draws, to fit."""
    return path.reshape(*path.shape[:first], *[1] * (x.ndim - path.ndim), path.shape[-1])


def ratio(n, partner=1.0, rival=1.0):
    """Ratios by type [type, draw], relative to the mean type of the record."""
    one = np.ones(np.shape(n["moscow_switch"]))
    raw = np.stack([partner * one, one, rival * one])
    return raw / (n["moscow_share"] * raw).sum(axis=0)


def shift(n, partner=0.0, rival=0.0):
    """Shifts by type [type, draw], less their mean over the types of the record."""
    zero = np.zeros(np.shape(n["moscow_switch"]))
    raw = np.stack([partner + zero, zero, rival + zero])
    return raw - (n["moscow_share"] * raw).sum(axis=0)


def logistic(x):
    return 1 / (1 + np.exp(-x))


def sincere(n):
    """Chance that the objection is sincere, by type [type, draw]: as drawn, but that with a partner
    its odds differ. Of draws in which it is not, so many turn, or of those in which it is: shares
    that give those odds where half of the draws are sincere, as priors/objection.toml has it.
    """
    drawn = n["objection_sincere"]
    with_partner = logistic(n["link_sincere_partner"])
    turned = drawn * np.minimum(2 * with_partner, 1) + (1 - drawn) * np.maximum(
        2 * with_partner - 1, 0
    )
    return np.stack([turned, drawn + 0.0 * turned, drawn + 0.0 * turned])
