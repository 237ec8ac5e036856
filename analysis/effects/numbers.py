"""Beliefs as plain arrays, [..., draw], a block of draws at a time, and the steps of time.

Everything that follows is arithmetic on small blocks that stay in the processor's cache: labelled
arrays would spend most of the time on labels. Axes are, in this order, step, type of Moscow,
option, draw; what lacks one has length 1 there or leaves it out at the front.
"""

import numpy as np
import xarray as xr

AT_ONCE = 600  # draws in a block
STEPS_A_YEAR = 4
MOST = 40  # events of one kind that a step can have, where they are drawn


class Numbers:
    """Draws by name, [..., draw], of all chains one after another.

    ``n["raid"]`` is [draw]; ``n["block_success"]`` is [block, draw], and ``n.at("block_success",
    "IB")`` one level of it. With luck, `happens` draws events; without, it gives probabilities.
    """

    def __init__(self, beliefs, setting):
        self.beliefs, self.setting = beliefs, setting
        self.draws = slice(None)
        self.certain = setting.luck is None  # probabilities are meant, not events drawn by them
        self._whole = {}

    def part(self, draws):
        """The same numbers of some draws alone; the whole arrays are shared."""
        other = Numbers(self.beliefs, self.setting)
        other.draws, other.certain, other._whole = draws, self.certain, self._whole
        return other

    @property
    def expecting(self):
        """The same numbers with probabilities in place of events."""
        other = self.part(self.draws)
        other.certain = True
        return other

    def __getitem__(self, name):
        if name not in self._whole:
            self._whole[name] = _draw_last(self.beliefs[name])
        return self._whole[name][..., self.draws]

    def at(self, name, *levels):
        """One level of a quantity that has a dimension of its own, or of each of several."""
        key = ("level", name, levels)
        if key not in self._whole:
            self._whole[key] = _draw_last(self.beliefs[name].isel(self._places(name, levels)))
        return self._whole[key][..., self.draws]

    def _places(self, name, levels):
        """Where levels stand along the first dimensions of a quantity's own."""
        found = self.beliefs[name]
        own = (d for d in found.dims if d not in ("chain", "draw"))
        return {
            d: list(found.coords[d].values).index(level)
            for d, level in zip(own, levels, strict=False)
        }

    def luck(self, name):
        """Uniform numbers [draw], the same for all options and for the same day."""
        key = ("luck", name)
        if key not in self._whole:
            self._whole[key] = self.setting.luck.uniform(name, False).to_numpy().reshape(-1)
        return self._whole[key][self.draws]

    def happens(self, name, probability):
        """The probability itself; or, with luck, 1 where the event happens and 0 elsewhere."""
        return probability if self.certain else (self.luck(name) < probability) * 1.0

    def happens_each(self, name, steps, probability):
        """The same step by step: `probability` is [step, ..., draw]."""
        if self.certain:
            return probability
        return (self._luck_each(name, steps, probability) < probability) * 1.0

    def counts(self, name, steps, mean):
        """Means themselves, [step, ..., draw]; or, with luck, Poisson numbers with these means."""
        if self.certain:
            return mean
        luck = self._luck_each(name, steps, mean)
        found, term = np.zeros(np.shape(mean)), np.exp(-mean)
        below = term.copy()
        for k in range(1, MOST):
            more = luck > below
            if not more.any():
                break
            found += more
            term = term * mean / k
            below = below + term
        return found

    def rare_counts(self, name, steps, mean):
        """Numbers [step, draw] of an event that is rare and decides the worst outcomes; `mean`
        gives what it expects, from numbers. With luck it is set apart by calendar year and falls
        into one of that year's steps.
        """
        if self.certain:
            return mean(self)
        key = ("rare", name, *steps.days)
        if key not in self._whole:
            whole = self.part(slice(None))
            self._whole[key] = whole._set_apart(name, steps, mean(whole))
        return self._whole[key][:, self.draws]

    def _set_apart(self, name, steps, mean):
        periods = self.setting.periods["period"].to_numpy()
        year = np.clip(np.floor(steps.year), periods[0], periods[-1])
        yearly = np.stack([mean[year == y].sum(axis=0) for y in periods])
        dims, shape = ("period", "chain", "draw"), self.beliefs["attack_rate"].shape
        labelled = xr.DataArray(yearly.reshape(-1, *shape), {"period": periods}, dims)
        came = self.setting.count(name, labelled, rare=True).transpose(*dims).to_numpy()
        found = np.zeros(mean.shape)
        for y, number in zip(periods, came.reshape(yearly.shape), strict=True):
            of_year = np.flatnonzero(year == y)
            if of_year.size:
                chosen = (self.luck(f"{name} in {y}") * of_year.size).astype(int)
                found[of_year[chosen], np.arange(found.shape[1])] += number
        return found

    def _luck_each(self, name, steps, like):
        """Uniform numbers by step, the same for all that lies between it and the draws."""
        luck = np.stack([self.luck(f"{name} {day}") for day in steps.days])
        return luck.reshape(luck.shape[:1] + (1,) * (np.ndim(like) - 2) + luck.shape[1:])


def _draw_last(found):
    rest = [d for d in found.dims if d not in ("chain", "draw")]
    x = found.transpose(*rest, "chain", "draw").to_numpy()
    return x.reshape(*x.shape[: len(rest)], -1)


class Steps:
    """Steps of about a quarter from the start to the horizon, or to the day on which an option is
    given up.

    `at` are mid-points, in years from the start; `year` the same as decimal years; `discount` to
    the day of the choice; `days` names by which luck is shared. `after` is the number of steps from
    the last to the horizon, in which what has begun still costs.
    """

    def __init__(self, setting, ends):
        horizon = setting.span + setting.parameters["years_beyond"]
        self.span = horizon if ends >= setting.span else ends
        self.number = max(int(self.span * STEPS_A_YEAR), 1)  # no step below a quarter: days differ
        self.length = self.span / self.number
        self.after = round((horizon - self.span) / self.length)
        self.at = (np.arange(self.number) + 0.5) * self.length
        self.year = self.at + setting.start_year
        self.rate = np.log1p(setting.parameters["discount_rate"])
        self.discount = np.exp(-self.rate * (self.at + setting.delay))
        to_horizon = (np.arange(self.number + self.after) + 0.5) * self.length
        self.discount_to_horizon = np.exp(-self.rate * (to_horizon + setting.delay))
        self.days = [f"{round(y * STEPS_A_YEAR)}" for y in self.year]
        self.progress = ((self.at + setting.since_decision) / setting.years).clip(0, 1)

    def wide(self, x, behind):
        """An array over [step] with so many axes of length 1 behind."""
        return np.reshape(x, (-1, *[1] * behind))

    def discounted(self, x):
        """Sum over the steps of x [step, ..., draw], discounted."""
        return np.einsum("t,t...->...", self.discount, x)

    def to_horizon(self, x):
        """What is in each step [step, ...], with nothing in the steps from the last to the
        horizon.
        """
        return np.concatenate([x, np.zeros((self.after, *x.shape[1:]))]) if self.after else x

    def chance(self, rate):
        """Chance of an event within a step, at a yearly rate."""
        return -np.expm1(-rate * self.length)

    def annuity(self, years):
        """What one a year for so many `years` from each step on is worth, [step, draw]; also
        beyond the horizon.
        """
        lasting = -np.expm1(-self.rate * years) / self.rate if self.rate else years
        return self.wide(self.discount, 1) * lasting

    def whole(self, years):
        """Years as whole steps."""
        return np.rint(np.minimum(years, 1e3) / self.length).astype(int)


def later(x, steps):
    """What stood so many steps before: x [step, ..., draw] moved by whole steps [draw], zero where
    nothing did.
    """
    come_from = np.arange(len(x))[:, None] - steps
    of_a_step = x[0].size
    place = (come_from.clip(0) * of_a_step)[:, None] + np.arange(of_a_step).reshape(-1, steps.size)
    moved = np.take(x, place)
    moved *= (come_from >= 0)[:, None]
    return moved.reshape(x.shape)


def delayed(x, steps):
    """What stood so many steps before, which need not be whole: between the two that are."""
    steps = np.minimum(steps, 1e3)
    whole = np.floor(steps).astype(int)
    moved, part = later(x, whole), steps - whole
    found = moved * (1 - part)
    found[1:] += moved[:-1] * part
    return found


def ahead(x, steps):
    """What stands so many steps ahead: x [step, draw], zero beyond the last."""
    go_to = np.arange(len(x))[:, None] + steps
    place = go_to.clip(max=len(x) - 1) * steps.size + np.arange(steps.size)
    return np.take(x, place) * (go_to < len(x))


def remaining(x):
    """Sum over a step and all after it, [step, ...]."""
    return np.cumsum(x[::-1], axis=0)[::-1]


def fading(x, keep):
    """Sum over a step and all after it, fading by `keep` [draw] a step: [step, draw]."""
    found = np.empty(np.broadcast_shapes(x.shape, (1, *np.shape(keep))))
    total = 0.0
    for t in range(x.shape[0] - 1, -1, -1):
        total = x[t] + keep * total
        found[t] = total
    return found


def labelled(parts, options, beliefs_shape):
    """Attributes of all options [attribute, option, draw] as DataArray[option, attribute, chain,
    draw].
    """
    attributes = list(parts)
    x = np.stack([parts[a] for a in attributes])
    return xr.DataArray(
        x.reshape(*x.shape[:2], *beliefs_shape),
        {"attribute": attributes, "option": list(options)},
        ("attribute", "option", "chain", "draw"),
    )
