"""Sequential problems whose answers are known."""

from functools import cache

import numpy as np
import xarray as xr
from scipy.stats import norm

from stakes.decision.sequence.stage import Stage

# ---- Raiffa's oil wildcatter (1968, Decision Analysis, Addison-Wesley): in thousands of dollars

DRY, WET, SOAKING = range(3)
CHANCE = np.array([0.5, 0.3, 0.2])
SOUNDING = np.array([[0.6, 0.3, 0.1], [0.3, 0.4, 0.3], [0.1, 0.4, 0.5]])
STRUCTURES = np.array(["no structure", "open structure", "closed structure"])
WELL, TEST = np.array([-70.0, 50.0, 200.0]), -10.0
WILDCATTER = {"value": 22.5, "without": 20.0, "test": 12.5}  # the last before its fee


def wildcatter(seed, draws=20_000, fee=TEST):
    """A seismic test or none; then a well or none."""
    rng = np.random.default_rng(seed)
    oil = rng.choice(3, draws, p=CHANCE)
    shown = (rng.random(draws)[:, None] > np.cumsum(SOUNDING, axis=1)[oil]).sum(axis=1)
    seen = np.stack([np.full(draws, "nothing", STRUCTURES.dtype), STRUCTURES[shown]])
    shows = xr.DataArray(seen, {"test": ["none", "seismic"]}, ("test", "sample"))
    fees = xr.DataArray([0.0, fee], {"option": ["none", "seismic"]}, "option")
    return [
        Stage("test", fees),
        Stage("well", of(leave=0.0 * oil, drill=WELL[oil]), xr.Dataset({"shows": shows})),
    ]


def of(**options):
    """Draws by option."""
    return xr.DataArray(
        np.stack(list(options.values())), {"option": list(options)}, ("option", "sample")
    )


# ---- Three offers, uniform, one after the other; none comes back


OFFERS = (1 + 0.625**2) / 2  # E max(x, E max(x, E x))


def offers(seed, draws=20_000, ahead=False):
    """Accept or wait, three times; `ahead`: with the next offer in view, as none can."""
    x = np.random.default_rng(seed).random((3, draws))
    opens = {"accept": ["done"], "wait": ["accept", "wait"], "done": ["done"]}
    stages = []
    for t in range(3):
        names = ["accept", "wait", "done"][: 3 if t else 2]
        value = of(**{name: x[t] if name == "accept" else 0 * x[t] for name in names})
        left = {name: opens[name] for name in names} if t < 2 else {}
        seen = {"offer": x[t]} | ({"next": x[t + 1]} if ahead and t < 2 else {})
        stages.append(Stage(f"offer_{t + 1}", value, seen, left, t))
    return stages


# ---- Look at most three times at a coin of unknown bias, at a price, or settle

LOOK, NEEDED, COST = ((2, 2), 0.5, 0.004)  # prior; what accepting costs; a look


@cache
def looks_exactly(left=3, good=0, bad=0):
    """Value of the best to do with so many looks left, by exact recursion."""
    mean = (LOOK[0] + good) / (sum(LOOK) + good + bad)
    settle = max(mean - NEEDED, 0.0)
    if not left:
        return settle
    more = mean * looks_exactly(left - 1, good + 1, bad)
    more += (1 - mean) * looks_exactly(left - 1, good, bad + 1)
    return max(settle, more - COST)


def looks(seed, draws=20_000):
    """Accept, reject or look; what is seen depends on whether one looked."""
    rng = np.random.default_rng(seed)
    p = rng.beta(*LOOK, draws)
    good, stages = np.cumsum(rng.random((3, draws)) < p, axis=0) * 1.0, []
    for t in range(4):
        names = ["look", "accept", "reject", "done"][int(t == 3) : 4 if t else 3]
        pay = {"look": -COST + 0 * p, "accept": p - NEEDED, "reject": 0 * p, "done": 0 * p}
        settled = {name: ["done"] for name in names if name != "look"}
        again = [n for n in ("look", "accept", "reject") if t < 2 or n != "look"]
        left = settled | {"look": again} if t < 3 else {}
        sees = None if t == 0 else {"good": good[t - 1]}
        stages.append(Stage(f"look_{t + 1}", of(**{n: pay[n] for n in names}), sees, left))
    return stages


# ---- An American put (Longstaff and Schwartz 2001, Table 1, first line)

SPOT, STRIKE, RATE, VOLATILITY = 36.0, 40.0, 0.06, 0.2


def put(seed, draws=100_000, dates=50):
    """Exercise or hold on each of some dates of a year; antithetic paths, which count as
    independent.
    """
    z = np.random.default_rng(seed).normal(size=(dates, draws // 2))
    step = 1 / dates
    moves = VOLATILITY * np.sqrt(step) * np.concatenate([z, -z], axis=1)
    price = SPOT * np.exp(np.cumsum((RATE - VOLATILITY**2 / 2) * step + moves, axis=0))
    opens = {"exercise": ["done"], "hold": ["exercise", "hold"], "done": ["done"]}
    stages = []
    for t in range(dates):
        pay = np.exp(-RATE * step * (t + 1)) * np.maximum(STRIKE - price[t], 0)
        names = ["exercise", "hold", "done"][: 3 if t else 2]
        value = of(**{name: pay if name == "exercise" else 0 * pay for name in names})
        left = {name: opens[name] for name in names} if t + 1 < dates else {}
        stages.append(Stage(f"t{t}", value, {"price": price[t]}, left, t))
    return stages


def put_on_lattice(dates=None, steps=10_000):
    """Value on a binomial lattice; exercised on so many dates of the year, or on any (Cox, Ross and
    Rubinstein 1979).
    """
    step = 1 / steps
    up = np.exp(VOLATILITY * np.sqrt(step))
    chance, discount = (np.exp(RATE * step) - 1 / up) / (up - 1 / up), np.exp(-RATE * step)
    value = np.maximum(STRIKE - SPOT * up ** (2.0 * np.arange(steps + 1) - steps), 0)
    for i in reversed(range(steps)):
        value = discount * (chance * value[1:] + (1 - chance) * value[:-1])
        if dates is None or (i and i % (steps // dates) == 0):
            value = np.maximum(value, STRIKE - SPOT * up ** (2.0 * np.arange(i + 1) - i))
    return float(value[0])


# ---- three options that are worth 0, whatever is looked at


def nothing_seen(seed, draws=1000):
    """The three options, twice, and noise to look at."""
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(size=(2, 3, draws)), rng.normal(size=(2, draws))
    value = [of(a=x[t, 0], b=x[t, 1], c=x[t, 2]) for t in (0, 1)]
    return [Stage(str(t), value[t], {f"noise_{t}": noise[t]}) for t in (0, 1)]


# ---- one choice, with what says nothing in view, or with a sign of known worth


def nothing_told(seed, draws=4000, behind=0.1, tails=1):
    """Three options, the second and third behind the first, and three numbers that say nothing of
    them; `tails`: an odd power of normals.
    """
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(size=(2, draws)) ** tails, rng.normal(size=(3, draws))
    seen = {f"noise_{i}": row for i, row in enumerate(noise)}
    return [Stage("now", of(a=0 * x[0], b=x[0] - behind, c=x[1] - 2 * behind), seen)]


SIGN_MEAN, SIGN_NOISE = -0.3, 1.0  # of what acting is worth; of the sign's error; both spread by 1


def sign_exactly(noise=SIGN_NOISE):
    """What the sign adds (Raiffa and Schlaifer 1961, 5.9)."""
    spread = 1 / np.sqrt(1 + noise**2)
    u = abs(SIGN_MEAN) / spread
    return spread * (norm.pdf(u) - u * norm.sf(u))


def sign(seed, draws=4000, noise=SIGN_NOISE):
    """To act or not, with a normal sign of what acting is worth, and two numbers that say
    nothing.
    """
    rng = np.random.default_rng(seed)
    worth, error, *others = rng.normal(size=(4, draws))
    worth += SIGN_MEAN
    seen = {"sign": worth + noise * error, "noise_0": others[0], "noise_1": others[1]}
    return [Stage("now", of(stay=0 * worth, act=worth), seen)]
